import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { OperationProgress } from "../../examples/react/OperationProgress.js";
import { OperationWaiter } from "../../src/waiter/operation-waiter.js";

function waiterFor(operation: object): OperationWaiter {
  return new OperationWaiter({ getOperation: async () => ({ Operation: operation }) }, { OperationId: "a" });
}

describe(OperationProgress, () => {
  test("shows the wait as it stands, on a server too", async () => {
    const waiter = waiterFor({ Status: "SUCCESS" });
    const render = (): string => renderToStaticMarkup(<OperationProgress waiter={waiter} name="prod" />);
    expect(render()).toBe(
      '<section aria-busy="false"><h2>prod</h2><p role="status">not seen yet</p></section>',
    );
    await waiter.wait();
    expect(render()).toBe('<section aria-busy="false"><h2>prod</h2><p role="status">SUCCESS</p></section>');
  });

  test("tells a failure as text, whatever it says", async () => {
    const waiter = waiterFor({
      Status: "FAIL",
      ErrorCode: "ACCESS_DENIED",
      ErrorMessage: "<img src=x onerror=alert(1)>",
    });
    await waiter.outcome();
    const html = renderToStaticMarkup(<OperationProgress waiter={waiter} name="prod" />);
    expect(html).toContain(
      '<p role="alert">Operation a failed: ACCESS_DENIED: &lt;img src=x onerror=alert(1)&gt;',
    );
    expect(html).not.toContain("<img");
  });
});
