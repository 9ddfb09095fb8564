import { expect, test } from "vitest";
import { endpointIn, route53EndpointIn } from "../../../src/cli/input/aws-environment.js";

test("each service has its own endpoint, and Cloud Map the general one as well", () => {
  const general = { AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
  expect([endpointIn(general), route53EndpointIn(general)]).toEqual(["http://127.0.0.1:1", undefined]);
  const own = {
    ...general,
    AWS_ENDPOINT_URL_SERVICEDISCOVERY: "http://127.0.0.1:2",
    AWS_ENDPOINT_URL_ROUTE_53: "http://127.0.0.1:3",
  };
  expect([endpointIn(own), route53EndpointIn(own)]).toEqual(["http://127.0.0.1:2", "http://127.0.0.1:3"]);
  const ignored = { ...own, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
  expect([endpointIn(ignored), route53EndpointIn(ignored)]).toEqual([undefined, undefined]);
});
