// The service for the measurement of CPU time, in a process of its own: it tells its address to the one that forked it.
import { createEmulator } from "../src/emulator/index.js";

const emulator = createEmulator({
  operations: [{ Id: "pending", Type: "CREATE_NAMESPACE", Status: "PENDING" }],
});
const { url } = await emulator.listen();
process.send?.(url);
process.once("disconnect", () => process.exit());
