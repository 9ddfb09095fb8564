import { describe, expect, test } from "vitest";
import { proxyFor } from "../../../src/cli/input/proxy.js";

const url = "https://servicediscovery.us-east-1.amazonaws.com/";

describe(proxyFor, () => {
  test.each([
    [{}, ""],
    [{ HTTPS_PROXY: "http://proxy:3128" }, "http://proxy:3128"],
    [{ HTTPS_PROXY: "proxy:3128" }, "http://proxy:3128"],
    [{ HTTPS_PROXY: "socks5://proxy:1080" }, "socks5://proxy:1080"],
    [{ HTTPS_PROXY: "SOCKS://proxy:1080" }, "SOCKS://proxy:1080"],
    [{ HTTPS_PROXY: "proxy:3128/http://x" }, "http://proxy:3128/http://x"],
    [{ https_proxy: "http://lower:1", HTTPS_PROXY: "http://upper:1" }, "http://lower:1"],
    [{ HTTP_PROXY: "http://proxy:3128" }, ""],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "amazonaws.com" }, ""],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "localhost, .amazonaws.com" }, ""],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "*" }, ""],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "zonaws.com,localhost" }, "http://proxy:3128"],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "" }, "http://proxy:3128"],
  ])("goes by %j as the AWS CLI does", (env, proxy) => {
    expect(proxyFor(url, env)).toBe(proxy);
  });

  test("takes an empty name in NO_PROXY for none, whatever the host ends with", () => {
    const env = { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "localhost,,x" };
    expect(proxyFor("https://amazonaws.com./", env)).toBe("http://proxy:3128");
  });

  test("tells a port in NO_PROXY apart", () => {
    const env = { HTTP_PROXY: "http://proxy:1", NO_PROXY: "127.0.0.1:4566" };
    expect(proxyFor("http://127.0.0.1:4566", env)).toBe("");
    expect(proxyFor("http://127.0.0.1:4567", env)).toBe("http://proxy:1");
  });
});
