/** `aws:kms/key:Key`, and the function that gives its public half. */
import { flag, map, text, whole } from "../properties";
import type { ProviderFunction } from "../resourceType";
import type { Values } from "../values";
import { seg, type AwsClient } from "./awsClient";
import { stored } from "./stored";

export const kmsKey = stored({
  token: "aws:kms/key:Key",
  inputs: {
    customKeyStoreId: text({ replace: true }),
    customerMasterKeySpec: text({ default: "SYMMETRIC_DEFAULT", replace: true }),
    deletionWindowInDays: whole(),
    description: text(),
    enableKeyRotation: flag({ default: false }),
    isEnabled: flag({ default: true }),
    keyUsage: text({ default: "ENCRYPT_DECRYPT", replace: true }),
    policy: text(),
    tags: map(text(), { partOf: "tagsAll" }),
    xksKeyId: text({ replace: true }),
  },
  outputs: ["arn", "keyId"],
  rules: ({ deletionWindowInDays: days }) =>
    typeof days === "number" && (days < 7 || days > 30)
      ? [{ property: "deletionWindowInDays", reason: "must be from 7 to 30" }]
      : [],
});

export const getPublicKey: ProviderFunction<AwsClient> = {
  token: "aws:kms/getPublicKey:getPublicKey",
  inputs: { keyId: text({ required: true }), region: text() },
  async call(client, { keyId }) {
    const found = await client.resources.send("GET", `/kms/${seg(keyId)}/public-key`);
    return { ...(found as Values), id: found["arn"] as string, region: client.region };
  },
};
