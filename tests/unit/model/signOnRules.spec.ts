/** The rules of sign-on policies, compiled from the step-ups of scopes, and whether every step-up is within their reach. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { compile } from "../../../model/compile/compile";
import { groupStepUps } from "../../../model/compile/clients";
import { loadAccess } from "../../../model/file/load";
import { unreachableStepUps } from "../../../model/okta/signOnReach";
import { validAccess } from "../../property/models";
import { draw } from "../../support/seed";
import { orders } from "./orders";

type Change = (file: ReturnType<typeof orders>) => void;

const rulesOf = (client: string, change: Change = () => undefined) => {
  const file = orders();
  file.scopes["orders:delete"]!.stepUp = { acr: "phr", maxAge: 300 };
  change(file);
  return compile(loadAccess(file)).clients.find(({ key }) => key === client)!.signOnRules;
};

const weak = { phishingResistant: false, hardwareProtected: false };

describe("sign-on rules", () => {
  it("ask for what the strictest scope of a group needs, strictest rule first", () => {
    assert.deepEqual(rulesOf("desk"), [
      {
        name: "two factors, one phishing-resistant",
        groups: ["leads"],
        factors: 2,
        phishingResistant: true,
        hardwareProtected: false,
        reauthenticateMinutes: 720,
      },
      { name: "two factors", groups: ["clerks", "stockists"], factors: 2, ...weak, reauthenticateMinutes: 720 },
    ]);
  });

  it("are none for a service", () => assert.deepEqual(rulesOf("sync"), []));

  it("ask for one factor, once a month, at an external client", () => {
    const rules = rulesOf("desk", (f) => {
      f.clients.desk = { type: "native", exposure: "external", scopes: ["orders:read"] };
      delete f.groups.stockists;
    });
    assert.deepEqual(rules, [
      { name: "one factor", groups: ["clerks", "leads"], factors: 1, ...weak, reauthenticateMinutes: 43_200 },
    ]);
  });

  it("follow what the file says, and never below what a step-up needs", () => {
    const rules = rulesOf("desk", (f) => {
      f.clients.desk!.signOn = { factors: 1, reauthenticateMinutes: 30 };
      f.scopes["orders:write"]!.stepUp = { acr: "urn:okta:loa:2fa:any", maxAge: 60 };
      f.groups.clerks!.scopes = ["orders:read", "orders:write"];
    });
    assert.deepEqual(
      rules.map(({ name, groups, reauthenticateMinutes }) => [name, groups, reauthenticateMinutes]),
      [
        ["two factors, one phishing-resistant", ["leads"], 30],
        ["two factors", ["clerks"], 30],
        ["one factor", ["stockists"], 30],
      ],
    );
  });

  it("reach a group that assigns nobody but adds a step-up scope to who is assigned by another", () => {
    const rules = rulesOf("desk", (f) => {
      f.clients.desk!.assignedTo = ["clerks"];
    });
    assert.deepEqual(
      rules.map(({ groups }) => groups),
      [["leads"], ["clerks"]],
    );
  });

  it("put every step-up of every model within reach", () => {
    fc.assert(
      fc.property(validAccess({ groups: 5, scopes: 5, clients: 3 }), ({ access }) => {
        for (const { key, signOnRules } of compile(access).clients) {
          assert.deepEqual(unreachableStepUps(signOnRules, groupStepUps(access, access.clients.get(key)!)), []);
        }
      }),
      draw("sign-on rules", 20_262, 100),
    );
  });
});
