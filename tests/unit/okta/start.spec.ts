/** Starting and stopping the local Okta. */
import assert from "node:assert/strict";
import { countingIds } from "../../../local/okta/org/ids";
import { startLocalOkta } from "../../../local/okta/start";
import { PEOPLE } from "./support/people";
import { testKeys } from "./support/stand";

describe("local Okta: start", () => {
  it("listens on 127.0.0.1 and says where", async () => {
    const okta = await startLocalOkta({ keys: testKeys });
    assert.match(okta.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(`${okta.url}/.well-known/okta-organization`);
    const { id, pipeline } = (await answer.json()) as { id: string; pipeline: string };
    assert.deepEqual({ status: answer.status, id, pipeline }, { status: 200, id: okta.org.id, pipeline: "idx" });
    await okta.close();
  });

  it("makes the keys of the server `default` when somebody first asks for them", async () => {
    let made = 0;
    const keys = () => {
      made += 1;
      return testKeys();
    };
    const okta = await startLocalOkta({ keys });
    assert.equal(made, 1, "those of the org's own server");
    for (const time of ["the first", "the second"]) {
      const answer = await fetch(`${okta.url}/oauth2/default/v1/keys`);
      assert.equal(((await answer.json()) as { keys: unknown[] }).keys.length, 1);
      assert.equal(made, 2, `asked for ${time} time`);
    }
    await okta.close();
  });

  it("refuses a port that is in use and names it", async () => {
    const first = await startLocalOkta({ keys: testKeys });
    const port = Number(new URL(first.url).port);
    await assert.rejects(startLocalOkta({ port, keys: testKeys }), {
      message: `port ${port} on 127.0.0.1, which the local Okta was to have, is in use: end what listens there, or choose another port`,
    });
    await first.close();
  });

  it("refuses to start in production", async () => {
    const before = process.env["NODE_ENV"];
    process.env["NODE_ENV"] = "production";
    try {
      await assert.rejects(startLocalOkta({ keys: testKeys }), /does not start with `NODE_ENV=production`/);
    } finally {
      if (before === undefined) delete process.env["NODE_ENV"];
      else process.env["NODE_ENV"] = before;
    }
  });

  it("gives the same ids in each run where it is told to", async () => {
    const names = async () => {
      const okta = await startLocalOkta({
        keys: testKeys,
        ids: countingIds(),
        personas: PEOPLE,
        directoryGroups: ["auditors"],
      });
      await okta.close();
      return [...okta.org.users.keys(), ...okta.org.groups.keys()];
    };
    const first = await names();
    assert.deepEqual(await names(), first);
    assert.equal(new Set(first).size, first.length);
  });

  it("takes a given API token and prints requests without any secret", async () => {
    const lines: string[] = [];
    const okta = await startLocalOkta({ keys: testKeys, apiToken: "known-token", log: (line) => lines.push(line) });
    const answer = await fetch(`${okta.url}/api/v1/users/me?token=secret`, {
      headers: { authorization: "SSWS known-token" },
    });
    assert.equal(answer.status, 200);
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^GET \/api\/v1\/users\/me 200 \d+ms$/);
    await okta.close();
  });
});
