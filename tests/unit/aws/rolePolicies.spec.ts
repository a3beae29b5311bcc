/** What the inline policies of a role allow: an explicit Deny wins, an Allow is needed, and what is not understood fails closed. */
import assert from "node:assert/strict";
import { decide, type Decision } from "../../../local/aws/dataPlane/decide";

const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/keys";
const ALLOW = { Effect: "Allow", Action: "dynamodb:PutItem", Resource: TABLE };
const DENY = { ...ALLOW, Effect: "Deny" };
const ALL = { Effect: "Allow", Action: "*", Resource: "*" };

const policy = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const decided = (...statements: unknown[]) => decide([policy(...statements)], "dynamodb:PutItem", TABLE);

describe("the policies of a function's role", () => {
  const cases: [string, unknown[], Decision][] = [
    ["nothing", [], "implicitDeny"],
    ["the action on the resource", [ALLOW], "allowed"],
    ["another action", [{ ...ALLOW, Action: "dynamodb:GetItem" }], "implicitDeny"],
    ["an action that only begins so", [{ ...ALLOW, Action: "dynamodb:Put" }], "implicitDeny"],
    ["the same action of another service", [{ ...ALLOW, Action: "secretsmanager:PutItem" }], "implicitDeny"],
    ["the action in other letters", [{ ...ALLOW, Action: "DynamoDB:putitem" }], "allowed"],
    ["one of several actions", [{ ...ALLOW, Action: ["dynamodb:GetItem", "dynamodb:PutItem"] }], "allowed"],
    ["all actions of the service", [{ ...ALLOW, Action: "dynamodb:*" }], "allowed"],
    ["actions by a pattern", [{ ...ALLOW, Action: "dynamodb:P?tIte*" }], "allowed"],
    ["actions by a pattern that does not fit", [{ ...ALLOW, Action: "dynamodb:Get*" }], "implicitDeny"],
    ["everything", [ALL], "allowed"],
    ["services by a pattern, which IAM does not take", [{ ...ALLOW, Action: "dyn*" }], "implicitDeny"],
    ["another table", [{ ...ALLOW, Resource: `${TABLE}2` }], "implicitDeny"],
    ["a table in other letters", [{ ...ALLOW, Resource: TABLE.replace("keys", "Keys") }], "implicitDeny"],
    ["a table of another region", [{ ...ALLOW, Resource: TABLE.replace("us-east-1", "eu-west-1") }], "implicitDeny"],
    ["one of several tables", [{ ...ALLOW, Resource: [`${TABLE}2`, TABLE] }], "allowed"],
    ["tables by a pattern", [{ ...ALLOW, Resource: TABLE.replace("keys", "k?y*") }], "allowed"],
    ["tables by a pattern that does not fit", [{ ...ALLOW, Resource: `${TABLE}-*` }], "implicitDeny"],
    ["all regions", [{ ...ALLOW, Resource: "arn:aws:dynamodb:*:*:table/keys" }], "allowed"],
    ["all services, which IAM does not take", [{ ...ALLOW, Resource: "arn:aws:*:*:*:*" }], "implicitDeny"],
    ["a statement with a name", [{ Sid: "One", ...ALLOW }], "allowed"],
    ["a statement that allows among others", [{ ...ALLOW, Action: "s3:*" }, ALLOW], "allowed"],
    ["an Allow and a Deny", [ALLOW, DENY], "explicitDeny"],
    ["a Deny before an Allow of everything", [DENY, ALL], "explicitDeny"],
    ["a Deny of another table", [ALLOW, { ...DENY, Resource: `${TABLE}2` }], "allowed"],
    ["a Deny of another action", [ALLOW, { ...DENY, Action: "dynamodb:DeleteItem" }], "allowed"],
    ["a Deny by patterns", [ALLOW, { ...DENY, Action: "dynamodb:*", Resource: "arn:aws:dynamodb:*" }], "explicitDeny"],
    // What is not understood.
    ["an Allow on a condition", [{ ...ALLOW, Condition: { Bool: { "aws:SecureTransport": "true" } } }], "implicitDeny"],
    ["an Allow with NotAction", [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }], "implicitDeny"],
    ["an Allow with NotResource", [{ Effect: "Allow", Action: "*", NotResource: `${TABLE}2` }], "implicitDeny"],
    [
      "an Allow with a variable",
      [{ ...ALLOW, Resource: "arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/t}" }],
      "implicitDeny",
    ],
    ["an Allow with something else", [{ ...ALLOW, Principal: "*" }], "implicitDeny"],
    ["an Allow without a resource", [{ Effect: "Allow", Action: "*" }], "implicitDeny"],
    ["an Allow of no text", [{ ...ALLOW, Action: [1, null] }], "implicitDeny"],
    [
      "a Deny on a condition",
      [ALL, { ...DENY, Condition: { Bool: { "aws:SecureTransport": "false" } } }],
      "explicitDeny",
    ],
    ["a Deny with NotAction", [ALL, { Effect: "Deny", NotAction: "dynamodb:PutItem", Resource: "*" }], "explicitDeny"],
    ["a Deny with NotResource", [ALL, { Effect: "Deny", Action: "*", NotResource: TABLE }], "explicitDeny"],
    [
      "a Deny with a variable",
      [ALL, { ...DENY, Resource: "arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/t}" }],
      "explicitDeny",
    ],
    ["a Deny on a condition of another action", [ALL, { ...DENY, Action: "s3:*", Condition: {} }], "allowed"],
    ["an effect that is none", [ALL, { ...ALLOW, Effect: "allow" }], "explicitDeny"],
    ["a statement that is none", [ALL, "Allow"], "explicitDeny"],
  ];
  for (const [what, statements, expected] of cases) {
    it(`${{ allowed: "allows by", explicitDeny: "denies by", implicitDeny: "does not allow by" }[expected]} ${what}`, () =>
      assert.equal(decided(...statements), expected));
  }

  it("takes a statement by itself, and reads all policies of a role", () => {
    const single = JSON.stringify({ Statement: ALLOW });
    assert.equal(decide([single], "dynamodb:PutItem", TABLE), "allowed");
    assert.equal(decide([policy(), single], "dynamodb:PutItem", TABLE), "allowed");
    assert.equal(decide([single, policy(DENY)], "dynamodb:PutItem", TABLE), "explicitDeny");
    assert.equal(decide([single, "{}"], "dynamodb:PutItem", TABLE), "explicitDeny");
    assert.equal(decide([], "dynamodb:PutItem", TABLE), "implicitDeny");
  });
});
