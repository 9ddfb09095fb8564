// The service for the measurement of CPU time, in a process of its own: it tells its address to the one that forked it. It
// answers as Cloud Map does, and does nothing else, so that it costs neither time nor memory.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { OperationId } = JSON.parse(Buffer.concat(chunks).toString()) as { OperationId: string };
    const body = JSON.stringify({
      Operation: {
        Id: OperationId,
        OwnerAccount: "123456789012",
        Type: "CREATE_NAMESPACE",
        Status: "PENDING",
        CreateDate: 1_764_500_000.5,
        UpdateDate: 1_764_500_001.5,
        Targets: { NAMESPACE: "ns-0123456789abcdef" },
      },
    });
    response.writeHead(200, {
      "content-type": "application/x-amz-json-1.1",
      "content-length": Buffer.byteLength(body),
      "x-amzn-requestid": "00000000-0000-4000-8000-000000000000",
    });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("disconnect", () => process.exit());
