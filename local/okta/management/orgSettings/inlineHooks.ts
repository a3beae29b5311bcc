/** Inline hooks, as objects: they can be made, named and found. Nothing calls them, so a token that one would change is refused. */
import { notFound, notModelled, validationFailed } from "../../errors/apiErrors";
import { isObject, noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { InlineHook, Json } from "../../org/entities";
import type { Org } from "../../org/Org";
import { fieldsOf, lifecycle, pageOf, rows, times, type ApiCall, selfLink, turnLink } from "../apiEndpoint";

const HOOKS = "/api/v1/inlineHooks";
const ONE = `${HOOKS}/{inlineHookId}`;

/** Source: Okta's API reference. */
const TYPES = [
  "com.okta.oauth2.tokens.transform",
  "com.okta.import.transform",
  "com.okta.saml.tokens.transform",
  "com.okta.telephony.provider",
  "com.okta.user.credential.password.import",
  "com.okta.user.pre-registration",
] as const;

export const inlineHooks = rows(
  "okta.inlineHooks",
  { method: "GET", path: HOOKS, operation: "listInlineHooks", handle: list },
  { method: "POST", path: HOOKS, operation: "createInlineHook", handle: create },
  { method: "GET", path: ONE, operation: "getInlineHook", handle: (call) => ok(show(call.org, hookOf(call))) },
  { method: "PUT", path: ONE, operation: "replaceInlineHook", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteInlineHook", handle: remove },
  ...lifecycle(
    ONE,
    "InlineHook",
    (call, status) => {
      Object.assign(hookOf(call), { status, lastUpdated: call.org.clock() });
    },
    (call) => ok(show(call.org, hookOf(call))),
  ),
  {
    method: "POST",
    path: `${ONE}/execute`,
    operation: "executeInlineHook",
    handle: () => {
      throw notModelled("Inline hooks: execute");
    },
  },
);

function hookOf(call: ApiCall): InlineHook {
  const id = call.params["inlineHookId"]!;
  const hook = call.org.inlineHooks.get(id);
  if (hook === undefined) throw notFound(id, "InlineHook");
  return hook;
}

function list(call: ApiCall) {
  const type = call.query.get("type");
  const found = [...call.org.inlineHooks.values()].filter((hook) => type === null || hook.type === type);
  return page(pageOf(call), found, (hook) => show(call.org, hook));
}

function create(call: ApiCall) {
  const { org } = call;
  const hook: InlineHook = {
    ...org.stamp(),
    id: org.newId("inlineHook"),
    status: "ACTIVE",
    ...readHook(org, fieldsOf(call)),
  };
  org.inlineHooks.set(hook.id, hook);
  return ok(show(org, hook));
}

function replace(call: ApiCall) {
  const hook = hookOf(call);
  const settings = readHook(call.org, fieldsOf(call), hook);
  if (settings.type !== hook.type) throw validationFailed("type", "The type of an inline hook cannot be changed");
  Object.assign(hook, settings, { lastUpdated: call.org.clock() });
  return ok(show(call.org, hook));
}

function remove(call: ApiCall) {
  const hook = hookOf(call);
  if (hook.status === "ACTIVE")
    throw validationFailed("status", "An active inline hook cannot be deleted. Deactivate it first.");
  call.org.inlineHooks.delete(hook.id);
  return noContent;
}

function readHook(org: Org, fields: Fields, self?: InlineHook) {
  const name = fields.text("name");
  const taken = [...org.inlineHooks.values()].some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "An object with this field already exists in the current organization", null);
  fields.text("type");
  const channel = fields.within("channel");
  const config = channel.within("config");
  const uri = config.text("uri", 1024);
  if (uri !== "" && !uri.startsWith("https://")) config.wrong("uri", "The field must be an https address", null);
  channel.oneOf("type", ["HTTP", "OAUTH"], "HTTP");
  const result = {
    name,
    type: fields.oneOf("type", TYPES, TYPES[0]),
    version: fields.text("version"),
    channel: withoutSecrets(fields.object("channel")),
  };
  fields.check();
  return result;
}

/** What proves Okta to the hook is never answered, nor kept. */
function withoutSecrets(channel: Json): Json {
  const config = isObject(channel["config"]) ? channel["config"] : {};
  const { clientSecret: _, authScheme, ...kept } = config;
  if (!isObject(authScheme)) return { ...channel, config: kept };
  const { value: __, ...scheme } = authScheme;
  return { ...channel, config: { ...kept, authScheme: scheme } };
}

function show(org: Org, hook: InlineHook): Json {
  const { id, status, name, type, version, channel } = hook;
  const path = `${HOOKS}/${id}`;
  const links = selfLink(org, path, turnLink(org, path, status));
  return { id, status, name, type, version, channel, ...times(hook), ...links };
}
