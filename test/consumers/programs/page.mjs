// A page's script, for the bundlers.
import { define } from "cloudmap-waiter/ui";
import { followEvents } from "cloudmap-waiter/web/client";

define();
followEvents("/events", { onEvent: console.log });
