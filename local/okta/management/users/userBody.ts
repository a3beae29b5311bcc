/** What a request may say of a user: the profile by the schema of the user's type, and the credentials. */
import { createHash } from "node:crypto";
import { ApiError } from "../../errors/apiErrors";
import { isObject } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import type { Json, User } from "../../org/entities";
import type { Org } from "../../org/Org";
import { BASE_ATTRIBUTES, isOfType, REQUIRED_ATTRIBUTES, type UserType } from "../../org/userTypes";

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** Whose profile a request is about. */
export interface ProfileOf {
  readonly type: UserType;
  /** Who has one already. */
  readonly self?: User;
  /** What is not named stays as it is. */
  readonly partly?: boolean;
}

/**
 * The profile without what is null. The texts, and that an attribute is named alone, are recorded.
 */
export function readProfile(org: Org, fields: Fields, { type, self, partly = false }: ProfileOf): Json {
  const given = fields.object("profile");
  const merged = partly ? { ...self?.profile, ...given } : given;
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  const checked = fields.plainly("profile");
  for (const [name, length] of Object.entries(REQUIRED_ATTRIBUTES)) {
    if (!partly || name in given) checked.text(name, length);
  }
  const { email, login } = kept;
  if (typeof login === "string" && login !== "") checkLogin(org, checked, login, self);
  if (typeof email === "string" && email !== "" && !ADDRESS.test(email))
    checked.wrong("email", "Does not match required pattern", null);
  for (const [name, schema] of type.custom) {
    if (kept[name] === undefined && schema["required"] === true)
      checked.wrong(name, "The field cannot be left blank", null);
    else if (kept[name] !== undefined && !isOfType(schema, kept[name]))
      checked.wrong(name, "The field has an invalid value", null);
  }
  return kept;
}

/** @throws ApiError for attributes that the schema does not have. The answer is recorded. */
export function refuseUnknownAttributes(profile: Json, type: UserType): void {
  const unknown = Object.keys(profile).filter(
    (name) => !Object.hasOwn(BASE_ATTRIBUTES, name) && !type.custom.has(name),
  );
  if (unknown.length === 0) return;
  const causes = unknown.map((name) => `Property name '${name}' is not defined in profile`);
  throw new ApiError("E0000001", "newUser", causes);
}

function checkLogin(org: Org, checked: Fields, login: string, self: User | undefined): void {
  const other = org.findUser(login);
  if (other !== undefined && other !== self)
    checked.wrong("login", "An object with this field already exists in the current organization", null);
  if (!ADDRESS.test(login)) checked.wrong("login", "Username must be in the form of an email address", null);
}

export interface Credentials {
  /** Undefined: none is given. */
  readonly password?: { readonly digest?: string; readonly provider: User["credentialProvider"] };
  readonly recoveryQuestion?: User["recoveryQuestion"];
}

/** An empty password is none: that is what Okta's provider sends for a user who has no password. */
export function readCredentials(fields: Fields): Credentials {
  const credentials = fields.within("credentials");
  const password = credentials.within("password");
  const [value, hash] = [password.optionalText("value", 72), password.value("hash")];
  if (password.has("hook")) password.wrong("hook", "The local Okta does not model password import hooks", null);
  return {
    ...(value === null ? {} : { password: { digest: digestOf(value), provider: "OKTA" } }),
    ...(isObject(hash) ? { password: { provider: "IMPORT" } } : {}),
    ...(credentials.has("recovery_question")
      ? { recoveryQuestion: readRecoveryQuestion(credentials.within("recovery_question")) }
      : {}),
  };
}

export function readRecoveryQuestion(fields: Fields): { question: string; answer: string } {
  return { question: fields.text("question", 100), answer: fields.text("answer", 100) };
}

/** Enough to tell later whether the same password is given; nobody signs in with it here. */
export function digestOf(password: string): string {
  return createHash("sha256").update(password).digest("base64url");
}

/** Puts them in the place of those that the user had. */
export function setCredentials(org: Org, user: User, { password, recoveryQuestion }: Credentials): void {
  if (recoveryQuestion !== undefined) user.recoveryQuestion = recoveryQuestion;
  if (password === undefined) return;
  user.hasPassword = true;
  user.passwordDigest = password.digest;
  user.credentialProvider = password.provider;
  user.passwordChanged = org.clock();
}
