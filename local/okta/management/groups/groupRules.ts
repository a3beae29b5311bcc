/** Group rules: expressions that fill groups. They are made inactive, and changed only while they are. */
import { notFound, validationFailed } from "../../errors/apiErrors";
import { ExpressionError } from "../../../../model/okta";
import { compiled } from "../../expressions/evaluate";
import { ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { GroupRule, Json } from "../../org/entities";
import { forgetRule, runGroupRules } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { fieldsOf, lifecycle, pageOf, rows, times, type ApiCall } from "../apiEndpoint";

const RULES = "/api/v1/groups/rules";
const ONE = `${RULES}/{groupRuleId}`;

/** Source: Okta's help and API reference on group rules. */
const LIMITS = { rules: 2000, nameLength: 50, groups: 100, exceptions: 100 };

const PAGE_LIMITS = { usual: 50, max: 200 };

export const groupRules = rows(
  "okta.groups",
  { method: "GET", path: RULES, operation: "listGroupRules", handle: list },
  { method: "POST", path: RULES, operation: "createGroupRule", handle: create },
  { method: "GET", path: ONE, operation: "getGroupRule", handle: (call) => ok(show(ruleOf(call))) },
  { method: "PUT", path: ONE, operation: "replaceGroupRule", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteGroupRule", handle: remove },
  ...lifecycle(ONE, "GroupRule", setStatus),
);

function ruleOf(call: ApiCall): GroupRule {
  const id = call.params["groupRuleId"]!;
  const rule = call.org.groupRules.get(id);
  if (rule === undefined) throw notFound(id, "GroupRule");
  return rule;
}

function list(call: ApiCall) {
  const wanted = call.query.get("search")?.toLowerCase() ?? "";
  const found = [...call.org.groupRules.values()].filter(({ name }) => name.toLowerCase().includes(wanted));
  return page(pageOf(call), found, show, PAGE_LIMITS);
}

function create(call: ApiCall) {
  const { org } = call;
  if (org.groupRules.size >= LIMITS.rules) throw validationFailed("name", `At most ${LIMITS.rules} rules are allowed`);
  const rule: GroupRule = {
    ...org.stamp(),
    id: org.newId("groupRule"),
    status: "INACTIVE",
    exceptions: new Set(),
    ...readRule(org, fieldsOf(call)),
  };
  org.groupRules.set(rule.id, rule);
  return ok(show(rule));
}

function replace(call: ApiCall) {
  const rule = ruleOf(call);
  if (rule.status === "ACTIVE")
    throw validationFailed("status", "An active rule cannot be updated. Deactivate it first.");
  const changed = readRule(call.org, fieldsOf(call), rule);
  if (changed.groupIds.join() !== rule.groupIds.join()) {
    throw validationFailed("actions.assignUserToGroups.groupIds", "The groups of a rule cannot be changed");
  }
  Object.assign(rule, changed, { lastUpdated: call.org.clock() });
  return ok(show(rule));
}

function remove(call: ApiCall) {
  const rule = ruleOf(call);
  if (rule.status === "ACTIVE")
    throw validationFailed("status", "An active rule cannot be deleted. Deactivate it first.");
  call.org.groupRules.delete(rule.id);
  forgetRule(call.org, rule, call.query.get("removeUsers") === "true");
  return ok({}, 202);
}

function setStatus(call: ApiCall, status: "ACTIVE" | "INACTIVE"): void {
  const rule = ruleOf(call);
  if (rule.status === "INVALID" && status === "ACTIVE") {
    throw validationFailed("status", "A rule that has lost a group cannot be activated");
  }
  rule.status = status;
  rule.lastUpdated = call.org.clock();
  runGroupRules(call.org);
}

function readRule(org: Org, fields: Fields, self?: GroupRule) {
  const conditions = fields.within("conditions");
  const target = fields.within("actions").within("assignUserToGroups");
  const groupIds = target.texts("groupIds");
  const known = groupIds.every((id) => org.groups.get(id)?.type === "OKTA_GROUP");
  if (groupIds.length === 0 || groupIds.length > LIMITS.groups || !known) {
    target.wrong("groupIds", `1 to ${LIMITS.groups} existing groups are needed`, null);
  }
  const usersExcluded = conditions.within("people").within("users").texts("exclude");
  if (usersExcluded.length > LIMITS.exceptions)
    conditions.wrong("people", `At most ${LIMITS.exceptions} users can be excluded`, null);
  const name = fields.text("name", LIMITS.nameLength);
  const taken = [...org.groupRules.values()].some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "A rule with this name already exists", null);
  fields.oneOf("type", ["group_rule"], "group_rule");
  const result = { name, groupIds, usersExcluded, expression: readExpression(org, conditions.within("expression")) };
  fields.check();
  return result;
}

function readExpression(org: Org, fields: Fields): string {
  const text = fields.text("value", 4096);
  try {
    if (text !== "") compiled(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    fields.wrong("value", error.message, null);
  }
  for (const [, id] of text.matchAll(/"(00g\w+)"/g)) {
    if (!org.groups.has(id!)) fields.wrong("value", `Group '${id}' does not exist`, null);
  }
  return text;
}

function show(rule: GroupRule): Json {
  return {
    type: "group_rule",
    id: rule.id,
    status: rule.status,
    name: rule.name,
    ...times(rule),
    conditions: {
      people: { users: { exclude: rule.usersExcluded }, groups: { exclude: [] } },
      expression: { value: rule.expression, type: "urn:okta:expression:1.0" },
    },
    actions: { assignUserToGroups: { groupIds: rule.groupIds } },
    allGroupsValid: rule.status !== "INVALID",
  };
}
