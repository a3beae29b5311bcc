/** What all local providers have in common: unknown types and properties, required ones, kinds, defaults, differences. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { AWS_TYPES } from "../../../local/aws/types";
import { createProvider } from "../../../local/providers/createProvider";
import { OKTA_TYPES } from "../../../local/providers/okta/oktaProvider";
import { flag, json, list, map, number, object, set, text, whole } from "../../../local/providers/properties";
import type { ResourceType } from "../../../local/providers/resourceType";
import { isEqual, UNKNOWN, type Value, type Values } from "../../../local/providers/values";

const TYPE = "demo:index:Thing";

const thing: ResourceType<Map<string, Values>> = {
  token: TYPE,
  inputs: {
    name: text({ required: true }),
    mode: text({ oneOf: ["on", "off"], default: "on" }),
    size: whole({ whenAbsent: 7 }),
    ratio: number(),
    on: flag(),
    document: json(),
    ordered: list(text()),
    bag: set(text()),
    labels: map(text()),
    chosen: text({ assigned: true }),
    nested: object({ inner: whole({ required: true }), extra: text() }),
    keys: set(object({ kid: text({ required: true }) })),
    home: text({ replace: true }),
  },
  outputs: ["made"],
  changing: ["made"],
  autoname: { property: "name", max: 20 },
  rules: ({ mode, on }) => (mode === "off" && on === true ? [{ property: "on", reason: "is off" }] : []),
  create: async (things, inputs) => (things.set("1", inputs), { id: "1", live: { ...inputs, made: 1, chosen: "c" } }),
  read: async (things, id) =>
    things.get(id) && { ...things.get(id), made: 2, chosen: "c", size: things.get(id)!["size"] ?? 7 },
  update: async (things, id, news) => (things.set(id, news), { ...news, made: 3 }),
  delete: async (things, id) => void things.delete(id),
};

function demo() {
  const things = new Map<string, Values>();
  const provider = createProvider({
    name: "demo",
    version: "1.0.0",
    config: { url: text({ required: true }), retries: whole() },
    connect: ({ url }) => {
      if (url === "bad") throw new Error("`url` is bad");
      return things;
    },
    types: [thing],
    functions: [],
  });
  return { provider, things };
}

const reasons = (inputs: Record<string, Value>) =>
  demo()
    .provider.check(TYPE, undefined, { name: "n", ...inputs }, { name: "r" })
    .failures.map(({ property, reason }) => `${property}: ${reason}`);

describe("a local provider's check", () => {
  it("fills in defaults, at any depth, and takes null for nothing", () => {
    const { inputs } = demo().provider.check(TYPE, undefined, { name: "n", size: null }, { name: "r" });
    assert.deepEqual(inputs, { name: "n", mode: "on" });
  });

  it("takes unknown values wherever they are", () => {
    assert.deepEqual(
      reasons({ mode: UNKNOWN, bag: [UNKNOWN], nested: { inner: UNKNOWN }, labels: UNKNOWN, keys: [{ kid: UNKNOWN }] }),
      [],
    );
    const { failures } = demo().provider.check(TYPE, undefined, { name: UNKNOWN }, { name: "r" });
    assert.deepEqual(failures, []);
  });

  const wrong: [string, Record<string, Value>, string][] = [
    [
      "an unknown property, with the one that was meant",
      { modus: "on" },
      "modus: the local provider does not know the property `modus` of demo:index:Thing; did you mean `mode`? (known: `bag`, `chosen`, `document`, `home`, `keys`, `labels`, `mode`, `name`, `nested`, `on`, `ordered`, `ratio` and 1 more)",
    ],
    [
      "an unknown property of an object",
      { nested: { inner: 1, inne: 2 } },
      "nested.inne: the local provider does not know the property `nested.inne` of demo:index:Thing; did you mean `inner`? (known: `extra`, `inner`)",
    ],
    [
      "an unknown property in a list, of a name that objects have anyway",
      { keys: [{ kid: "1", constructor: "2" }] },
      "keys[0].constructor: the local provider does not know the property `keys[0].constructor` of demo:index:Thing (known: `kid`)",
    ],
    [
      "a missing member of an object",
      { nested: {} },
      "nested.inner: `nested.inner` is required by demo:index:Thing and missing",
    ],
    [
      "a missing member in a list",
      { keys: [{}] },
      "keys[0].kid: `keys[0].kid` is required by demo:index:Thing and missing",
    ],
    [
      "a value that is not among the allowed",
      { mode: "middle" },
      "mode: `mode` of demo:index:Thing must be one of `on`, `off`",
    ],
    ["a number for a text", { home: 1 }, "home: `home` of demo:index:Thing must be a text"],
    ["a text for a number", { size: "1" }, "size: `size` of demo:index:Thing must be a whole number"],
    ["a fraction for a whole number", { size: 1.5 }, "size: `size` of demo:index:Thing must be a whole number"],
    ["a text for a fraction", { ratio: "1" }, "ratio: `ratio` of demo:index:Thing must be a number"],
    ["a text for a flag", { on: "true" }, "on: `on` of demo:index:Thing must be true or false"],
    ["a text that is no JSON", { document: "{" }, "document: `document` of demo:index:Thing must be a JSON document"],
    ["a text for a list", { ordered: "a" }, "ordered: `ordered` of demo:index:Thing must be a list"],
    ["a number in a set of texts", { bag: ["a", 1] }, "bag[1]: `bag[1]` of demo:index:Thing must be a text"],
    ["a list for a map", { labels: ["a"] }, "labels: `labels` of demo:index:Thing must be a map"],
    [
      "a number in a map of texts",
      { labels: { "a.b": 1 } },
      'labels["a.b"]: `labels["a.b"]` of demo:index:Thing must be a text',
    ],
    ["a list for an object", { nested: [] }, "nested: `nested` of demo:index:Thing must be an object"],
    ["what breaks a rule over several properties", { mode: "off", on: true }, "on: is off"],
  ];
  for (const [what, inputs, reason] of wrong) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(reasons(inputs), [reason]);
    });
  }

  it("refuses all mistakes at once", () => {
    assert.equal(reasons({ mode: 1, size: "a", other: 1 }).length, 3);
  });

  it("refuses a type that it does not know, with the one that was meant", async () => {
    const { provider } = demo();
    const { failures } = provider.check("demo:index:Thin", undefined, {}, { name: "n" });
    const reason =
      "the local demo provider does not know the resource type `demo:index:Thin`; did you mean `demo:index:Thing`? (known: `demo:index:Thing`)";
    assert.deepEqual(failures, [{ property: "", reason }]);
    assert.throws(() => provider.diff("demo:index:Thin", {}, {}), { message: reason });
    await assert.rejects(provider.create("demo:index:Thin", {}), { message: reason });
    await assert.rejects(provider.invoke("demo:index:get", {}), {
      message: "the local demo provider does not know the function `demo:index:get` (known: none)",
    });
  });
});

describe("a local provider's diff", () => {
  const diff = (olds: Values, news: Values) =>
    demo().provider.diff(TYPE, { name: "n", ...olds }, { name: "n", ...news }).differences;

  it("finds nothing where nothing has changed", () => {
    const inputs = { bag: ["a", "b"], nested: { inner: 1 }, keys: [{ kid: "1" }, { kid: "2" }], document: '{"a":[1]}' };
    assert.deepEqual(diff(inputs, inputs), []);
    assert.deepEqual(diff(inputs, { ...inputs, bag: ["b", "a"], keys: [{ kid: "2" }, { kid: "1" }] }), []);
    assert.deepEqual(diff(inputs, { ...inputs, document: { a: [1] } }), []);
    assert.deepEqual(diff({}, { home: null } as never), []);
  });

  it("finds each change, and which of them makes a new resource", () => {
    assert.deepEqual(diff({ mode: "on" }, { mode: "off" }), [{ property: "mode", change: "update", replace: false }]);
    assert.deepEqual(diff({}, { home: "h" }), [{ property: "home", change: "add", replace: true }]);
    assert.deepEqual(diff({ labels: { a: "b" } }, {}), [{ property: "labels", change: "delete", replace: false }]);
    assert.deepEqual(diff({ ordered: ["a", "b"] }, { ordered: ["b", "a"] }), [
      { property: "ordered", change: "update", replace: false },
    ]);
    assert.deepEqual(diff({ bag: ["a", "a"] }, { bag: ["a", "b"] }), [
      { property: "bag", change: "update", replace: false },
    ]);
    assert.deepEqual(diff({ bag: [] }, {}), [{ property: "bag", change: "delete", replace: false }]);
    assert.deepEqual(diff({ keys: [{ kid: "1" }] }, { keys: [{ kid: "2" }] }).length, 1);
  });

  it("counts an unknown value as a change", () => {
    assert.deepEqual(diff({ mode: "on" }, { mode: UNKNOWN }), [{ property: "mode", change: "update", replace: false }]);
    assert.equal(diff({ nested: { inner: 1 } }, { nested: { inner: UNKNOWN } }).length, 1);
  });
});

describe("a local provider's life", () => {
  it("gives in a preview what is known and marks the rest, without a request", async () => {
    const { provider, things } = demo();
    await provider.configure({ url: "u" });
    const created = await provider.create(TYPE, { name: "n" }, true);
    assert.deepEqual(created, {
      id: "",
      inputs: { name: "n" },
      outputs: { name: "n", made: UNKNOWN, chosen: UNKNOWN },
    });
    const old = { id: "1", inputs: { name: "n" }, outputs: { name: "n", made: 1, chosen: "c" } };
    const updated = await provider.update(TYPE, old, { name: "m" }, true);
    assert.deepEqual(updated, { id: "1", inputs: { name: "m" }, outputs: { name: "m", made: UNKNOWN, chosen: "c" } });
    assert.equal(things.size, 0);
  });

  it("reads no change where the service has only filled in what it always does", async () => {
    const { provider } = demo();
    await provider.configure({ url: "u" });
    const made = await provider.create(TYPE, { name: "n", bag: [] });
    const read = await provider.read(TYPE, "1", made.inputs, made.outputs);
    assert.deepEqual(read?.inputs, { name: "n", bag: [] });
    assert.deepEqual(read?.outputs, { name: "n", bag: [], made: 2, chosen: "c" });
  });

  it("keeps the computed properties that an update does not tell of", async () => {
    const { provider } = demo();
    await provider.configure({ url: "u" });
    const made = await provider.create(TYPE, { name: "n" });
    const updated = await provider.update(TYPE, made, { name: "m" });
    assert.deepEqual(updated.outputs, { name: "m", made: 3, chosen: "c" });
  });

  it("says wrong settings at once, unless a preview does not know them yet", async () => {
    const { provider } = demo();
    await assert.rejects(provider.configure({ url: "bad" }), { message: "`url` is bad" });
    await provider.configure({ url: UNKNOWN });
    assert.deepEqual(
      provider.checkConfig({ retries: "many", url: "u" }).map(({ reason }) => reason),
      ["`retries` of the demo provider must be a whole number"],
    );
    assert.deepEqual(
      provider.checkConfig({ retries: "3", url: "" }).map(({ reason }) => reason),
      ["`url` is required by the demo provider and missing"],
    );
  });
});

describe("isEqual", () => {
  it("compares archives by their hash and everything else by value", () => {
    const archive = (hash: string, text: string) => ({ "4dabf18193072939515e22adb298388d": "x", hash, text });
    assert.equal(isEqual(archive("1", "a"), archive("1", "b")), true);
    assert.equal(isEqual(archive("1", "a"), archive("2", "a")), false);
    assert.equal(isEqual({ hash: "1", a: 1 }, { hash: "1", a: 2 }), false);
    assert.equal(isEqual({ a: [1, { b: null }] }, { a: [1, { b: null }] }), true);
    assert.equal(isEqual([1, 2], [2, 1]), false);
    assert.equal(isEqual(UNKNOWN, UNKNOWN), false);
  });
});

describe("the local providers' tables", () => {
  const tables = { okta: OKTA_TYPES, aws: AWS_TYPES };
  for (const [name, types] of Object.entries(tables)) {
    for (const { token, inputs, outputs } of types) {
      it(`know no property of ${token} that the SDK's class has not`, () => {
        const path = token
          .split(":")[1]!
          .replace(/^index\//, "")
          .replace("app/oAuth", "app/oauth");
        const source = readFileSync(require.resolve(`@pulumi/${name}/${path}.js`), "utf8");
        assert.ok(source.includes(`'${token}'`));
        const declared = new Set([...source.matchAll(/resourceInputs\["(\w+)"\]/g)].map(([, property]) => property));
        const known = [...Object.keys(inputs), ...outputs];
        assert.deepEqual(
          known.filter((property) => !declared.has(property)),
          [],
        );
      });
    }
  }
});
