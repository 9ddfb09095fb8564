/** What a namespace may be called and configured to be. Source: the API reference and the model's patterns. */
import { list, ReadError, struct, text, wholeNumberIn, type Reader } from "./readers.js";

export type NamespaceType = "HTTP" | "DNS_PRIVATE" | "DNS_PUBLIC";

const printableName = { pattern: /^[!-~]+$/, meaning: "have printable ASCII characters only" };
const newName = {
  pattern: /^(?!arn:)[!-~]+$/,
  meaning: "have printable ASCII characters only, and not start with arn:",
};
const label = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";

/** The name of a new namespace, by its type. */
export const newNamespaceName: Readonly<Record<NamespaceType, Reader<string>>> = {
  HTTP: text({ min: 1, max: 1024, ...newName }),
  DNS_PRIVATE: text({ min: 1, max: 253, ...newName }),
  DNS_PUBLIC: text({
    min: 1,
    max: 253,
    pattern: new RegExp(`^(${label}\\.)+${label}$`),
    meaning: "be a domain name of at least two labels, such as example.com",
  }),
};

/** The HTTP name by which DiscoverInstances finds a namespace. */
export const namespaceName: Reader<string> = text({ min: 1, max: 1024, ...printableName });

export const description: Reader<string> = text({ max: 1024 });

export const ttl: Reader<number> = wholeNumberIn(0, 2_147_483_647);

export interface Soa {
  readonly DnsProperties: { readonly SOA: { readonly TTL: number } };
}

export const soa: Reader<Soa> = struct({ DnsProperties: struct({ SOA: struct({ TTL: ttl }, {}) }, {}) }, {});

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const anyKey = text({ min: 1, max: 128 });

/** "aws:" is AWS's own prefix: no request may add or remove such a tag (Tagging AWS resources, tag naming limits). */
export const tagKey: Reader<string> = (value, path) => {
  const key = anyKey(value, path);
  if (/^aws:/i.test(key))
    throw new ReadError("rule", path, "must not start with aws:, which is reserved", key);
  return key;
};

export const tags: Reader<readonly Tag[]> = list(
  struct({ Key: tagKey, Value: text({ max: 256 }) }, {}),
  0,
  200,
);
