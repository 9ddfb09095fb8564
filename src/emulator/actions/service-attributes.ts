import { action, type Action } from "./action.js";
import { findService } from "../account/find-resource.js";
import { invalidInput, ServiceError } from "../protocol/service-error.js";
import { idOrArn } from "../protocol/request-members.js";
import { list, map, struct, text } from "../protocol/readers.js";
import type { ActionName } from "../protocol/api-names.js";

type AttributeAction = Extract<ActionName, `${string}ServiceAttributes`>;

/** "You can specify a total of 30 attributes" (API reference, ServiceAttributes). */
const mostAttributes = 30;

const key = text({ max: 255 });

export const serviceAttributeActions: Readonly<Record<AttributeAction, Action>> = {
  GetServiceAttributes: action(struct({ ServiceId: idOrArn }, {}), ({ ServiceId }, call) => {
    const service = findService(ServiceId, call);
    return {
      ServiceAttributes: {
        ServiceArn: service.arn,
        ResourceOwner: service.owner,
        Attributes: Object.fromEntries(service.attributes),
      },
    };
  }),
  UpdateServiceAttributes: action(
    struct({ ServiceId: idOrArn, Attributes: map(key, text({ max: 1024 }), mostAttributes) }, {}),
    ({ ServiceId, Attributes }, call) => {
      const service = findService(ServiceId, call);
      if (Attributes.size === 0) throw invalidInput("Attributes must have at least 1 entry.");
      const all = new Map([...service.attributes, ...Attributes]);
      if (all.size > mostAttributes) {
        throw new ServiceError(
          "ServiceAttributesLimitExceededException",
          `A service may have at most ${mostAttributes} attributes; this makes ${all.size}.`,
        );
      }
      for (const [name, value] of Attributes) service.attributes.set(name, value);
      return {};
    },
  ),
  DeleteServiceAttributes: action(
    struct({ ServiceId: idOrArn, Attributes: list(key, 1, mostAttributes) }, {}),
    ({ ServiceId, Attributes }, call) => {
      const service = findService(ServiceId, call);
      for (const name of Attributes) service.attributes.delete(name);
      return {};
    },
  ),
};
