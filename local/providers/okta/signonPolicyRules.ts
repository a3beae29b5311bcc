/** `okta:app/signonPolicyRules:SignonPolicyRules`: all rules of an app sign-on policy. */
import { at, type Body } from "../httpClient";
import { list, object, text, type Failure } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { objectsIn, type Value, type Values } from "../values";
import { seg, type OktaClient } from "./oktaClient";
import { isSystem, liveKnownRule, liveRule, rulesPath, saveRule, SIGN_ON_RULE } from "./signOnRuleBody";

export const signonPolicyRules: ResourceType<OktaClient> = {
  token: "okta:app/signonPolicyRules:SignonPolicyRules",
  inputs: {
    policyId: text({ required: true, replace: true }),
    rules: list(object({ ...SIGN_ON_RULE, id: text({ assigned: true }) }), { by: "name" }),
  },
  // Okta gives each rule an id, and a priority where it has none.
  outputs: ["rules"],
  rules: noTwoAlike,
  async create(client, inputs) {
    await saveAll(client, inputs);
    return { id: String(inputs["policyId"]), live: await readAll(client, inputs) };
  },
  async read(client, id, known, outputs) {
    const found = await client.find(rulesPath(id));
    if (found === undefined) return undefined;
    const declared = rulesOf(known);
    if (declared.length === 0) return { policyId: id, rules: liveRules({ policyId: id }, found) };
    const live = knownRules(declared, rulesOf(outputs), found);
    return live.length === 0 ? undefined : { policyId: id, rules: live };
  },
  async update(client, id, news, olds) {
    await removeAll(client, id, rulesOf(olds), rulesOf(news));
    await saveAll(client, news);
    return readAll(client, news);
  },
  delete: (client, id, known) => removeAll(client, id, rulesOf(known), []),
};

/** As the real provider: first things first, or Okta would move what comes later; a rule of the same name is taken over. */
async function saveAll(client: OktaClient, inputs: Values): Promise<void> {
  const { policyId } = inputs;
  const existing = objectsIn(await client.send("GET", rulesPath(policyId)));
  for (const rule of [...rulesOf(inputs)].sort(byPriority)) {
    const named = existing.find((each) => at(each, "name") === rule["name"]);
    const before = named ?? existing.find((each) => rule["id"] !== undefined && at(each, "id") === rule["id"]);
    await saveRule(client, policyId, rule, before);
  }
}

/** Removes what was declared and is no more; a rule that is kept by its id is only renamed. The catch-all rule stays. */
async function removeAll(
  client: OktaClient,
  policyId: string,
  olds: readonly Values[],
  news: readonly Values[],
): Promise<void> {
  for (const rule of objectsIn(await client.find(rulesPath(policyId)))) {
    const isNamed = ({ name }: Values) => name === at(rule, "name");
    const isKept = (other: Values) => isNamed(other) || (other["id"] !== undefined && other["id"] === at(rule, "id"));
    if (isSystem(rule) || !olds.some(isNamed) || news.some(isKept)) continue;
    await client.remove(`${rulesPath(policyId)}/${seg(at(rule, "id"))}`);
  }
}

async function readAll(client: OktaClient, inputs: Values): Promise<Live> {
  const found = await client.send("GET", rulesPath(inputs["policyId"]));
  return { policyId: inputs["policyId"], rules: liveRules(inputs, found) };
}

/** The catch-all rule only where it is known: it is there in any case. */
function liveRules(known: Values, found: Body): Value[] {
  const names = rulesOf(known).map(({ name }) => name);
  return objectsIn(found)
    .filter((rule) => !isSystem(rule) || names.includes(String(at(rule, "name"))))
    .map(liveRule);
}

/**
 * As the real provider: the rules that were made here, by their ids. A rule that somebody has made by hand is not noticed, and
 * neither are constraints that somebody has taken away.
 */
function knownRules(declared: readonly Values[], made: readonly Values[], found: Body): Value[] {
  const all = objectsIn(found);
  return declared.flatMap((rule) => {
    const id = rule["id"] ?? made.find(({ name }) => name === rule["name"])?.["id"];
    const live = all.find((each) => (id === undefined ? at(each, "name") === rule["name"] : at(each, "id") === id));
    if (live === undefined) return [];
    const now = Object.entries(liveKnownRule(live)).map(([name, value]) => [
      name,
      value === undefined ? rule[name] : value,
    ]);
    return [Object.fromEntries(now.filter(([, value]) => value !== undefined)) as Value];
  });
}

function rulesOf({ rules }: Values): readonly Values[] {
  return objectsIn(rules);
}

/** Those without a priority come last, in their order. */
function byPriority(a: Values, b: Values): number {
  const of = ({ priority }: Values) => (typeof priority === "number" ? priority : Number.MAX_SAFE_INTEGER);
  return of(a) - of(b);
}

/** The real provider demands the same. */
function noTwoAlike(inputs: Values): Failure[] {
  const rules = rulesOf(inputs);
  return ["name", "priority"].flatMap((member) => {
    const values = rules.map((rule) => rule[member]);
    const twice = values.findIndex((value, i) => value !== undefined && isTold(value) && values.indexOf(value) < i);
    if (twice < 0) return [];
    const reason = `\`rules[${values.indexOf(values[twice])}]\` and \`rules[${twice}]\` have the same \`${member}\`; each rule needs its own`;
    return [{ property: `rules[${twice}].${member}`, reason }];
  });
}

/** A value that the program knows by now. */
const isTold = (value: Value) => typeof value === "number" || typeof value === "string";
