/** Keys of Key Management Service as they are declared: RSA keys that sign. Their private halves stay in this process. */
import { createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from "node:crypto";
import { ACCOUNT_ID } from "../arns";
import { notFound, notModelled } from "../awsError";
import { ok, type Endpoint } from "../router";
import { find, type Declared, type Kind } from "../resources/store";

export const KEY_KIND = "kms.Key";
export const keyArn = (region: string, id: string) => `arn:aws:kms:${region}:${ACCOUNT_ID}:key/${id}`;

/** What may be declared of a key here. Anything else would be a key that is used in another way. */
const ONLY: Readonly<Record<string, unknown>> = {
  customerMasterKeySpec: "RSA_2048",
  keyUsage: "SIGN_VERIFY",
};
const NOT_MODELLED = ["customKeyStoreId", "xksKeyId", "policy", "multiRegion"];

export const KMS_KINDS: Readonly<Record<string, Kind>> = {
  [KEY_KIND]: {
    idOf: () => randomUUID(),
    check: checkKey,
    outputsOf: ({ region, id }) => ({ arn: keyArn(region, id), keyId: id }),
    made: ({ world, id }) =>
      void world.signingKeys.set(id, generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey),
    // The real service waits for days, so that a deletion can be taken back.
    gone: ({ id }, world) => void world.signingKeys.delete(id),
  },
};

function checkKey({ properties }: Declared): void {
  for (const [name, value] of Object.entries(ONLY)) {
    if (properties[name] !== value) throw notModelled(`keys whose \`${name}\` is not \`${String(value)}\``);
  }
  const other = NOT_MODELLED.find((name) => properties[name] !== undefined);
  if (other !== undefined) throw notModelled(`the \`${other}\` of a key`);
}

/** Where the provider reads the public half of a key; a path of our own. */
export const kmsEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/kms/{id}/public-key",
    handle({ world, params }) {
      const id = (params["id"] ?? "").replace(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\//, "");
      const key = world.signingKeys.get(id);
      const declared = find(world, KEY_KIND, id);
      if (key === undefined || declared === undefined) throw notFound(`Key '${id}' does not exist`);
      return ok({ ...declared.outputs, publicKeyPem: publicPem(key) });
    },
  },
];

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
}
