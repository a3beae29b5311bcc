/** User types: each with the schema of its users' profiles, of which the custom part can be changed. */
import type { Json, Stamped } from "./entities";
import type { IdKind } from "./ids";

export interface UserType extends Stamped {
  readonly id: string;
  readonly schemaId: string;
  /** Cannot be changed. */
  readonly name: string;
  displayName: string;
  description: string | null;
  readonly isDefault: boolean;
  /** JSON Schemas of the attributes that were added, by name. */
  readonly custom: Map<string, Json>;
  /** What was changed of the attributes that every type has, by name. */
  readonly changed: Map<string, Json>;
}

/** The titles of the attributes that every profile has. Source: Okta's default user profile. */
export const BASE_ATTRIBUTES: Readonly<Record<string, string>> = {
  login: "Username",
  firstName: "First name",
  lastName: "Last name",
  middleName: "Middle name",
  honorificPrefix: "Honorific prefix",
  honorificSuffix: "Honorific suffix",
  email: "Primary email",
  title: "Title",
  displayName: "Display name",
  nickName: "Nickname",
  profileUrl: "Profile Url",
  secondEmail: "Secondary email",
  mobilePhone: "Mobile phone",
  primaryPhone: "Primary phone",
  streetAddress: "Street address",
  city: "City",
  state: "State",
  zipCode: "Zip code",
  countryCode: "Country code",
  postalAddress: "Postal Address",
  preferredLanguage: "Preferred language",
  locale: "Locale",
  timezone: "Time zone",
  userType: "User type",
  employeeNumber: "Employee number",
  costCenter: "Cost center",
  organization: "Organization",
  division: "Division",
  department: "Department",
  managerId: "ManagerId",
  manager: "Manager",
};

/** The attributes that a profile must have, and how long each may be. Source: Okta's default user profile. */
export const REQUIRED_ATTRIBUTES = { login: 100, email: 100, firstName: 50, lastName: 50 } as const;

/** What a new object needs of its org. */
interface Stamping {
  newId(kind: IdKind): string;
  stamp(): Stamped;
}

/** A type without attributes of its own. */
export function newUserType(
  org: Stamping,
  settings: Pick<UserType, "name" | "displayName" | "description">,
  isDefault = false,
): UserType {
  return {
    ...org.stamp(),
    id: org.newId("userType"),
    schemaId: org.newId("schema"),
    ...settings,
    isDefault,
    custom: new Map(),
    changed: new Map(),
  };
}

/** The type that a user has where none is named. */
export function defaultType(org: { readonly userTypes: ReadonlyMap<string, UserType> }): UserType {
  return [...org.userTypes.values()].find(({ isDefault }) => isDefault)!;
}

/** Whether a value is of the type that the attribute's schema names. */
export function isOfType(schema: Json, value: unknown): boolean {
  const listed = schema["enum"];
  if (Array.isArray(listed) && !listed.includes(value)) return false;
  switch (schema["type"]) {
    case "boolean":
    case "number":
    case "string":
      return typeof value === schema["type"];
    case "integer":
      return Number.isInteger(value);
    case "array": {
      const items = (schema["items"] ?? {}) as Json;
      return Array.isArray(value) && value.every((each) => isOfType(items, each));
    }
    default:
      return true;
  }
}
