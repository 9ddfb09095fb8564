import { ServiceError } from "../protocol/service-error.js";
import type { Tag } from "../protocol/request-members.js";

/** "The maximum number of tags that can be applied to a resource is 50" (API reference, TooManyTagsException). */
const mostTags = 50;

export function checkTagCount(count: number, ResourceName: string): void {
  if (count <= mostTags) return;
  throw new ServiceError(
    "TooManyTagsException",
    `A resource may have at most ${mostTags} tags; this makes ${count}.`,
    {
      ResourceName,
    },
  );
}

export function tagMap(tags: readonly Tag[]): Map<string, string> {
  return new Map(tags.map(({ Key, Value }) => [Key, Value]));
}
