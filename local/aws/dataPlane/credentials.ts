/** The keys with which programs sign what they ask of the account's services: the owner's, and those of each function. */
import { randomBytes } from "node:crypto";

/** Temporary keys, as Lambda gives them to a function: they count only together with their token. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** New keys: twenty characters and forty, as AWS's. */
export function makeCredentials(): Credentials {
  const id = [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return {
    accessKeyId: `ASIA${id}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(96).toString("base64"),
  };
}
