// oxlint-disable-next-line import/no-absolute-path -- as a browser loads it from a server
import { define } from "/cloudmap-waiter/dist/ui/index.js";

define();
document.querySelector("#root").innerHTML =
  '<cloudmap-progress src="/events" heading="Rollout"></cloudmap-progress>';
