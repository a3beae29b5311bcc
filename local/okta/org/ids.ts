/** Ids of Okta's shape: a prefix that tells the kind of thing, then letters and digits, 20 characters in all. */
import { randomFillSync } from "node:crypto";

/** Okta's prefixes, by the kind of thing that carries the id. Source: ids in recorded answers of the Okta API. */
export const ID_PREFIXES = {
  org: "00o",
  user: "00u",
  group: "00g",
  groupRule: "0pr",
  app: "0oa",
  authorizationServer: "aus",
  scope: "scp",
  claim: "ocl",
  policy: "00p",
  rule: "0pr",
  signOnPolicy: "rst",
  signOnRule: "rul",
  grant: "oag",
  adminRole: "ra1",
  customRoleAssignment: "irb",
  customRole: "cr0",
  resourceSet: "iam",
  setResource: "ire",
  clientSecret: "ocs",
  clientKey: "pks",
  trustedOrigin: "tos",
  factor: "opf",
  factorTransaction: "mst",
  refreshToken: "oar",
  error: "oae",
  userType: "oty",
  schema: "osc",
  zone: "nzo",
  inlineHook: "cal",
  deviceAssurance: "dae",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** Makes a fresh id. Given in, so that a run can be repeated. */
export type IdSource = (kind: IdKind) => string;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const ID_LENGTH = 20;

/** Random bytes are fetched from the system in lots: each fetch costs more than all else about an id. */
const pool = Buffer.alloc(8192);
let used = pool.length;

function nextByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++]!;
}

/** `length` letters and digits that nobody can guess. */
export function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    const byte = nextByte();
    // 248 = 4 * 62: bytes above it would make the first letters likelier.
    if (byte < 248) text += ALPHABET[byte % 62];
  }
  return text;
}

export const randomIds: IdSource = (kind) => {
  const prefix = ID_PREFIXES[kind];
  return prefix + randomText(ID_LENGTH - prefix.length);
};

/** Ids that count up: the same run gives the same ids. */
export function countingIds(): IdSource {
  let count = 0;
  return (kind) => {
    const prefix = ID_PREFIXES[kind];
    count += 1;
    return prefix + String(count).padStart(ID_LENGTH - prefix.length, "0");
  };
}

/** The administrator whose API token it is. He is nobody who signs in, so he is not among the users. */
export const ADMINISTRATOR_ID = "00u0localadmin000000";
