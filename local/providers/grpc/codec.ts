/** Between Pulumi's wire form of property values and plain ones. */
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { hasSignature, isObject, SECRET_SIGNATURE, SIGNATURE_KEY, UNKNOWN, type Value, type Values } from "../values";

/** How unknown values travel, by the type that they will have. The first stands for any. */
const UNKNOWN_VALUES = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];
const REFERENCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Which parts of a value are secret: all of it, or some of its members. */
export type Secrets = true | { readonly [member: string]: Secrets } | undefined;

export interface Decoded {
  readonly values: Values;
  readonly secrets: Secrets;
}

export function decodeStruct(struct: Struct | undefined): Decoded {
  const { value, secrets } = decode((struct?.toJavaScript() ?? {}) as unknown as Value);
  return { values: isObject(value) ? value : {}, secrets };
}

/** A plain value, and what of it was secret. Also takes what the SDK hands to mocks. */
export function decode(value: Value): { value: Value; secrets: Secrets } {
  if (typeof value === "string" && UNKNOWN_VALUES.includes(value)) return { value: UNKNOWN, secrets: undefined };
  if (hasSignature(value, SECRET_SIGNATURE)) return { value: decode(value["value"] ?? null).value, secrets: true };
  if (hasSignature(value, OUTPUT_SIGNATURE)) {
    const inner = "value" in value ? decode(value["value"] ?? null) : { value: UNKNOWN as Value, secrets: undefined };
    return { value: inner.value, secrets: value["secret"] === true ? true : inner.secrets };
  }
  if (hasSignature(value, REFERENCE_SIGNATURE)) return decode(value["id"] || UNKNOWN_VALUES[0]!);
  if (Array.isArray(value) || isObject(value)) {
    const members = Object.entries(value).map(([name, member]) => [name, decode(member as Value)] as const);
    const secret = members.filter(([, member]) => member.secrets !== undefined);
    const plain = members.map(([name, member]) => [name, member.value] as const);
    return {
      value: Array.isArray(value) ? plain.map(([, member]) => member) : (Object.fromEntries(plain) as Value),
      secrets:
        secret.length > 0 ? Object.fromEntries(secret.map(([name, member]) => [name, member.secrets])) : undefined,
    };
  }
  return { value, secrets: undefined };
}

export function encodeStruct(values: Values, secrets: Secrets): Struct {
  return Struct.fromJavaScript(encode(values, secrets) as Record<string, JavaScriptValue>);
}

function encode(value: Value, secrets: Secrets): JavaScriptValue {
  if (secrets === true) return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: encode(value, undefined) };
  if (value === UNKNOWN) return UNKNOWN_VALUES[0]!;
  const of = (name: string): Secrets =>
    secrets === undefined || !Object.hasOwn(secrets, name) ? undefined : secrets[name];
  if (Array.isArray(value)) return value.map((member: Value, i) => encode(member, of(String(i))));
  if (isObject(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, encode(member, of(name))]));
  }
  return value as JavaScriptValue;
}

/** What is secret in either. */
export function bothSecrets(a: Secrets, b: Secrets): Secrets {
  if (a === undefined || b === undefined) return a ?? b;
  if (a === true || b === true) return true;
  return Object.fromEntries(Object.keys({ ...a, ...b }).map((name) => [name, bothSecrets(a[name], b[name])]));
}

/** Whole properties as secret. */
export const secretProperties = (names: readonly string[]): Secrets =>
  names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, true as const]));
