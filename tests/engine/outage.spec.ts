/** What happens to an update when the cloud goes away in the middle of it. */
import assert from "node:assert/strict";
import { Stand } from "../../local/engine/stand";
import { CONSOLE } from "../support/products";

describe("a cloud that dies in the middle of an update", () => {
  let stand: Stand;

  before(async () => {
    stand = await Stand.create(CONSOLE, "outage");
  });

  after(() => stand.close());

  it("fails the update with an error that says who did not answer, and without the API token", async () => {
    let killed: Promise<void> | undefined;
    const update = await stand.pulumi(["up", "--yes", "--skip-preview"], {
      onOutput: (text) => {
        if (/ServerScope .* created/.test(text)) killed ??= stand.killCloud();
      },
    });
    assert.ok(killed, "nothing was created before the update ended");
    await killed;
    assert.notEqual(update.status, 0);
    const output = update.stdout + update.stderr;
    assert.match(output, /(okta|aws): nothing answers at http:\/\/127\.0\.0\.1:\d+/);
    assert.equal(output.includes(stand.cloud.okta.apiToken), false);
  });

  it("cannot be refreshed once there is an empty cloud: the provider takes an application that is gone for an error", async () => {
    await stand.reviveCloud();
    const { status, stdout } = await stand.pulumi(["up", "--yes", "--skip-preview", "--refresh"]);
    assert.notEqual(status, 0);
    assert.match(stdout, /failed to get OAuth application: 404 Not Found/);
  });

  it("is made good by an update when the state has forgotten what is lost", async () => {
    await stand.succeed("state", "delete", "--all", "--yes", "--force");
    await stand.succeed("up", "--yes", "--skip-preview");
    await stand.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    const { apiUrls } = (await stand.outputs()) as { apiUrls: Record<string, string> };
    assert.equal((await fetch(`${apiUrls["admin"]}/health`)).status, 200);
  });
});
