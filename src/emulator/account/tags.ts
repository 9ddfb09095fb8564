import type { Tag } from "../protocol/namespace-config.js";
import { ServiceError } from "../protocol/service-error.js";

/** "The maximum number of tags that can be applied to a resource is 50" (API reference, TooManyTagsException). */
const mostTags = 50;

export function checkTagCount(count: number, ResourceName: string): void {
  if (count <= mostTags) return;
  const message = `A resource may have at most ${mostTags} tags; this makes ${count}.`;
  throw new ServiceError("TooManyTagsException", message, { ResourceName });
}

export function tagRecord(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
