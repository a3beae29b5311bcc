/**
 * Apps that are made from Okta's templates and hold no client: a bookmark, and forms that Okta fills in. Nobody signs in
 * to them here; they can be assigned, and a program that manages all apps of an org finds them.
 */
import type { Fields } from "../../http/fields";
import type { Json } from "../../org/entities";
import { part, storedApp } from "./appView";

interface Template {
  readonly signOnMode: string;
  /** Its own settings, with what Okta fills in. */
  readonly app: Json;
  /** Settings that must be there. */
  readonly required: readonly string[];
}

const FIELDS = ["1", "2", "3"].flatMap((number) => [`optionalField${number}`, `optionalField${number}Value`]);

/** Source: recorded answers. */
const TEMPLATES: Readonly<Record<string, Template>> = {
  bookmark: {
    signOnMode: "BOOKMARK",
    app: { requestIntegration: false },
    required: ["url"],
  },
  template_basic_auth: {
    signOnMode: "BASIC_AUTH",
    app: { loginUrlRegex: null },
    required: ["url", "authURL"],
  },
  template_sps: {
    signOnMode: "SECURE_PASSWORD_STORE",
    app: Object.fromEntries(FIELDS.map((name) => [name, null])),
    required: ["url", "usernameField", "passwordField"],
  },
  template_swa: {
    signOnMode: "BROWSER_PLUGIN",
    app: { loginUrlRegex: null, redirectUrl: null, checkbox: null },
    required: ["url", "usernameField", "passwordField", "buttonField"],
  },
  template_swa3field: {
    signOnMode: "BROWSER_PLUGIN",
    app: { loginUrlRegex: null, redirectUrl: null },
    required: ["targetURL", "userNameSelector", "passwordSelector", "buttonSelector"],
  },
};

/** Whether the request is for such an app. */
export function isTemplate(json: Json): boolean {
  const template = TEMPLATES[String(json["name"])];
  return template !== undefined && template.signOnMode === json["signOnMode"];
}

const SCHEMES = [
  "EDIT_USERNAME_AND_PASSWORD",
  "ADMIN_SETS_CREDENTIALS",
  "EDIT_PASSWORD_ONLY",
  "EXTERNAL_PASSWORD_SYNC",
  "SHARED_USERNAME_AND_PASSWORD",
] as const;

/** @throws ApiError E0000001 that lists everything that is wrong. */
export function readTemplateApp(fields: Fields, json: Json): { readonly label: string; readonly body: Json } {
  const template = TEMPLATES[String(json["name"])]!;
  const settings = fields.within("settings").within("app");
  for (const name of template.required) settings.text(name, 1024);
  const label = fields.text("label", 100);
  const credentials = readCredentials(fields.within("credentials"), template);
  fields.check();
  const given = part(part(json, "settings"), "app");
  const app = {
    ...template.app,
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === "" ? null : value])),
  };
  return { label, body: storedApp(json, false, credentials, { app }) };
}

function readCredentials(fields: Fields, { signOnMode }: Template): Json {
  return signOnMode === "BOOKMARK" ? { userNameTemplate: userNameOf(fields) } : readFormCredentials(fields);
}

function userNameOf(fields: Fields): Json {
  const template = fields.object("userNameTemplate");
  return template["type"] === "CUSTOM"
    ? { pushStatus: "DONT_PUSH", ...template }
    : { template: "${source.login}", type: "BUILT_IN", ...template };
}

/** What Okta fills into a form. */
export function readFormCredentials(fields: Fields): Json {
  const userNameTemplate = userNameOf(fields);
  const scheme = fields.oneOf("scheme", SCHEMES, "EDIT_USERNAME_AND_PASSWORD");
  const shared = scheme === "SHARED_USERNAME_AND_PASSWORD";
  return {
    scheme,
    userNameTemplate,
    revealPassword: fields.flag("revealPassword", false),
    // Never the password itself.
    ...(shared ? { userName: fields.text("userName", 100), password: {} } : {}),
  };
}
