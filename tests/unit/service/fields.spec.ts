/** Kinds of fields: what gets through, and what could break a header, a log, a mail or a page. */
import assert from "node:assert/strict";
import {
  idempotencyKey,
  mailAddress,
  oktaId,
  personName,
  phoneNumber,
  shownText,
  userId,
} from "../../../service/http/fields";

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
    "evil．example",
    "evil。example",
    "evil｡example",
    "evil․example",
    "evil﹒example",
    "ｅｖｉｌ．ｅｘａｍｐｌｅ",
    "ⓔⓥⓘⓛ.ⓔⓧⓐⓜⓟⓛⓔ",
    "a＠b",
    "a﹫b",
    "a：b",
    "a／b",
    "a∕b",
    "a⁄b",
    "＜b＞",
    "a＼b",
  ];
  for (const name of bad) {
    it(`refuses ${JSON.stringify(name)}`, () => assert.equal(personName.safeParse(name).success, false));
  }
  for (const value of [undefined, null, 1, ["Ada"], {}]) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(personName.safeParse(value).success, false));
  }
});

describe("a text that a person is shown", () => {
  const good = [
    "Pay 100 to Bo (no. 7)",
    "Transfer EUR 1,500.00 to the account that ends in 3000",
    "Order #12345: 2 of 3, St. Pauli & Co.",
    "Limit up to 12.50/day until 27.11.2026",
    "支付 100",
    "From 2026-11-27 to 2026-12-01, each day",
    "Zahle 100,50 an Łukasz's Konto + Gebühr",
  ];
  for (const text of good) it(`may be ${text}`, () => assert.equal(shownText.parse(text), text));

  const bad = [
    "",
    "x".repeat(101),
    "Pay at evil.example",
    "Pay at evil．example",
    "Pay at evil。example",
    "see http:evil",
    "see //evil",
    "see https://evil",
    "go to www now",
    "go to 10.0.0.1",
    "Call +49 30 1",
    "Call +(49) 30",
    "Call ＋49 30",
    "Call 0800 123 4567",
    "Call 555-0199 00",
    "Call (030)1234567",
    "Call 030/123.45.67",
    "Call ０８００１２３",
    "Call ٠٨٠٠١٢٣٤",
    "Call 0800 11.11.2026",
    "Call 11.11.2026-0800",
    "tel:110",
    "a@b",
    "<b>",
    "a\nb",
    "a\u202eb",
  ];
  for (const text of bad)
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(shownText.safeParse(text).success, false));
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
