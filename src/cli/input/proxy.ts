/**
 * The proxy that the environment names for a URL, by the rules of the AWS CLI, so that both programs of a pipe go the same
 * way: the lower-case variable first, and a name in NO_PROXY stands for its subdomains too. Empty without one.
 */
export function proxyFor(url: string, env: NodeJS.ProcessEnv): string {
  const { protocol, hostname, host } = new URL(url);
  const proxy = variable(env, `${protocol.replace(":", "")}_proxy`);
  if (proxy === undefined) return "";
  const exceptions = variable(env, "no_proxy")
    ?.split(",")
    .map((name) => name.trim().replace(/^\./, ""));
  const isExcepted = exceptions?.some(
    (name) =>
      name === "*" ||
      (name !== "" && [hostname, host].some((one) => one === name || one.endsWith(`.${name}`))),
  );
  if (isExcepted === true) return "";
  return /^[a-z][a-z\d+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name] || env[name.toUpperCase()] || undefined;
}
