/**
 * `aws:kms/key:Key`: RSA keys that sign, whose private halves stay in this process; and the function that gives their public
 * half.
 */
import { createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from "node:crypto";
import { flag, text, whole } from "../../providers/properties";
import type { ProviderFunction } from "../../providers/resourceType";
import type { Account } from "../account";
import { ACCOUNT_ID } from "../arns";
import { notFound, notModelled } from "../awsError";
import { find, type Declared } from "../resources/store";
import { stored, tags } from "../resources/stored";

export const KEY_KIND = "kms.Key";
export const keyArn = (region: string, id: string) => `arn:aws:kms:${region}:${ACCOUNT_ID}:key/${id}`;

/** What may be declared of a key here. Anything else would be a key that is used in another way. */
const ONLY: Readonly<Record<string, unknown>> = {
  customerMasterKeySpec: "RSA_2048",
  keyUsage: "SIGN_VERIFY",
};
const NOT_MODELLED = ["customKeyStoreId", "xksKeyId", "policy", "multiRegion"];

export const key = stored({
  token: "aws:kms/key:Key",
  source: "kms/key.go",
  inputs: {
    customKeyStoreId: text({ replace: true }),
    customerMasterKeySpec: text({ default: "SYMMETRIC_DEFAULT", replace: true }),
    deletionWindowInDays: whole(),
    description: text(),
    enableKeyRotation: flag({ default: false }),
    isEnabled: flag({ default: true }),
    keyUsage: text({ default: "ENCRYPT_DECRYPT", replace: true }),
    policy: text(),
    ...tags,
    xksKeyId: text({ replace: true }),
  },
  outputs: ["arn", "keyId"],
  rules: ({ deletionWindowInDays: days }) =>
    typeof days === "number" && (days < 7 || days > 30)
      ? [{ property: "deletionWindowInDays", reason: "must be from 7 to 30" }]
      : [],
  idOf: () => randomUUID(),
  check: checkKey,
  outputsOf: ({ region, id }) => ({ arn: keyArn(region, id), keyId: id }),
  made: ({ world, id }) =>
    void world.signingKeys.set(id, generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey),
  // The real service waits for days, so that a deletion can be taken back.
  gone: ({ id }, world) => void world.signingKeys.delete(id),
});

function checkKey({ properties }: Declared): void {
  for (const [name, value] of Object.entries(ONLY)) {
    if (properties[name] !== value) throw notModelled(`keys whose \`${name}\` is not \`${String(value)}\``);
  }
  const other = NOT_MODELLED.find((name) => properties[name] !== undefined);
  if (other !== undefined) throw notModelled(`the \`${other}\` of a key`);
}

export const getPublicKey: ProviderFunction<Account> = {
  token: "aws:kms/getPublicKey:getPublicKey",
  inputs: { keyId: text({ required: true }), region: text() },
  async call({ world, region }, { keyId }) {
    const id = String(keyId).replace(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\//, "");
    const privateKey = world.signingKeys.get(id);
    const declared = find(world, KEY_KIND, id);
    if (privateKey === undefined || declared === undefined) throw notFound(`Key '${id}' does not exist`);
    const { arn } = declared.outputs as { arn: string };
    return { arn, keyId: id, publicKeyPem: publicPem(privateKey), id: arn, region };
  },
};

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
}
