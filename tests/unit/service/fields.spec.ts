/** Kinds of fields: what gets through, and what could break a header, a log, a mail or a page. */
import assert from "node:assert/strict";
import { idempotencyKey, mailAddress, oktaId, personName, phoneNumber, userId } from "../../../service/http/fields";

describe("a person's name", () => {
  const good = ["Ada", "O'Brien-Łukasz", "李", "J.R.R. Tolkien", "José María", "Dr. No", "x", "x".repeat(50), "n°1"];
  for (const name of good) it(`may be ${name}`, () => assert.equal(personName.parse(name), name));

  it("loses the space around it", () => assert.equal(personName.parse(" Ada \r\n"), "Ada"));

  const bad = [
    "",
    "  ",
    "x".repeat(51),
    "a\nb",
    "a\r\nBcc: all@example.com",
    "a\tb",
    "a\u0000b",
    "a\u007fb",
    "a\u0085b",
    "a\u2028b",
    "a\u2029b",
    "a\u200bb",
    "a\u202eb",
    "\ufeffab\ufeffc",
    "a\ud800b",
    "<b>",
    "a>b",
    "http://evil.example",
    "evil.example",
    "Win at evil.example now",
    "a/b",
    "a\\b",
    "a@b",
    "javascript:a",
    "1.2.3.44",
  ];
  for (const name of bad) {
    it(`refuses ${JSON.stringify(name)}`, () => assert.equal(personName.safeParse(name).success, false));
  }
  for (const value of [undefined, null, 1, ["Ada"], {}]) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(personName.safeParse(value).success, false));
  }
});

const TWENTY = "00u1abcdefghijklmnop".slice(0, 20);

const kinds: [string, (value: string) => boolean, string[], string[]][] = [
  [
    "an e-mail address",
    (value) => mailAddress.safeParse(value).success,
    ["ada@example.com", "a+b@x.example", "o'brien@example.com", `${"a".repeat(88)}@example.com`],
    [
      "",
      "ada",
      "ada@",
      "ada@example",
      "a b@example.com",
      "ada@example.com\n",
      "a\r\n@example.com",
      "../x@example.com/..",
      "ada@example.com/x",
      "<ada@example.com>",
      "ada@exämple.com",
      `${"a".repeat(89)}@example.com`,
    ],
  ],
  [
    "a phone number",
    (value) => phoneNumber.safeParse(value).success,
    ["+4930123456", "+1234567", `+${"1".repeat(15)}`],
    ["", "4930123456", "+0123456789", "+49 30 123456", "+123456", `+${"1".repeat(16)}`, "+4930123456\n", "+49x0123456"],
  ],
  [
    "an id of Okta's",
    (value) => oktaId.test(value),
    [TWENTY, "A".repeat(20)],
    [
      "",
      "../",
      "00u",
      `${TWENTY}x`,
      `${TWENTY.slice(1)}\n`,
      `${TWENTY}\n`,
      "00u1%2f..%2fgroups00",
      "00u1/../../groups/00",
    ],
  ],
  [
    "a user's id",
    (value) => userId.test(value),
    [TWENTY],
    [
      "",
      "00u",
      "0oa1abcdefghijklmnop",
      `x${TWENTY.slice(1)}`,
      `${TWENTY}x`,
      `${TWENTY}\n`,
      "00u1%2f..%2fgroups00",
      "me",
    ],
  ],
  [
    "an idempotency key",
    (value) => idempotencyKey.test(value),
    ["a".repeat(16), "!~".repeat(64)],
    ["", "a".repeat(15), "a".repeat(129), `${"a".repeat(16)}\n`, `${"a".repeat(16)} b`, `${"a".repeat(16)}ä`],
  ],
];
for (const [what, is, good, bad] of kinds) {
  describe(what, () => {
    for (const value of good) it(`may be ${value.slice(0, 40)}`, () => assert.equal(is(value), true));
    for (const value of bad) it(`refuses ${JSON.stringify(value.slice(0, 40))}`, () => assert.equal(is(value), false));
  });
}
