import type { Call } from "../account/account.js";
import { checkTagCount } from "../account/tags.js";
import type { ActionName } from "../protocol/api-names.js";
import { tagKey, tags } from "../protocol/namespace-config.js";
import { list, struct, text } from "../protocol/readers.js";
import { ServiceError } from "../protocol/service-error.js";
import { action, type Action } from "./action.js";

type TagAction = Extract<ActionName, "TagResource" | "UntagResource" | "ListTagsForResource">;

const arn = text({ min: 1, max: 1011 });

export const tagActions: Readonly<Record<TagAction, Action>> = {
  TagResource: action(struct({ ResourceARN: arn, Tags: tags }, {}), ({ ResourceARN, Tags }, call) => {
    const own = tagsOf(ResourceARN, call);
    checkTagCount(new Set([...own.keys(), ...Tags.map(({ Key }) => Key)]).size, ResourceARN);
    for (const { Key, Value } of Tags) own.set(Key, Value);
    return {};
  }),
  UntagResource: action(
    struct({ ResourceARN: arn, TagKeys: list(tagKey, 0, 200) }, {}),
    ({ ResourceARN, TagKeys }, call) => {
      const own = tagsOf(ResourceARN, call);
      for (const key of TagKeys) own.delete(key);
      return {};
    },
  ),
  ListTagsForResource: action(struct({ ResourceARN: arn }, {}), ({ ResourceARN }, call) => ({
    Tags: [...tagsOf(ResourceARN, call)].map(([Key, Value]) => ({ Key, Value })),
  })),
};

function tagsOf(resourceArn: string, { account }: Call): Map<string, string> {
  const id = resourceArn.slice(resourceArn.lastIndexOf("/") + 1);
  const resource = account.namespaces.get(id) ?? account.services.get(id);
  if (resource?.arn === resourceArn) return resource.tags;
  throw new ServiceError("ResourceNotFoundException", `No resource exists with the ARN ${resourceArn}.`);
}
