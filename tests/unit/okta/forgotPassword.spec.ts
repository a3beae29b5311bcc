/** A forgotten password: the mail, its link, and who gets none. */
import assert from "node:assert/strict";
import { RECOVERY_LIFETIME_MS } from "../../../local/okta/management/users/forgotPassword";
import { assertApiError, startStand, type Stand } from "./support/stand";

const USERS = "/api/v1/users";
const PROFILE = { login: "a@x.test", email: "a@x.test", firstName: "A", lastName: "X" };

describe("local Okta: a forgotten password", () => {
  let okta: Stand;
  beforeEach(async () => {
    okta = await startStand();
  });
  afterEach(() => okta.close());

  const create = (credentials?: object) =>
    okta.must(200, "POST", USERS, { profile: PROFILE, ...(credentials && { credentials }) });
  const withPassword = () => create({ password: { value: "Secret-1" } });
  const mails = async () =>
    (await (await fetch(`${okta.url}/__mail`)).json()) as { to: string; subject: string; link: string }[];
  const forgot = (who: string, query = "") => okta.api("POST", `${USERS}/${who}/credentials/forgot_password${query}`);

  it("sends a link that works once, and leaves the account as it is", async () => {
    const { id } = await withPassword();
    const answer = await forgot("a@x.test");
    assert.deepEqual([answer.status, answer.body], [200, {}]);
    const [{ to, subject, link }] = (await mails()) as [{ to: string; subject: string; link: string }];
    assert.deepEqual([to, subject], ["a@x.test", "Account password reset"]);
    assert.ok(link.startsWith(`${okta.url}/signin/reset-password/`));
    assert.equal((await okta.must(200, "GET", `${USERS}/${id}`)).status, "ACTIVE");
    assert.ok((await (await fetch(link)).text()).includes("Choose a new password"));
    assert.equal((await fetch(link, { method: "POST" })).status, 200);
    assert.equal((await fetch(link, { method: "POST" })).status, 400);
  });

  it("gives the link to the caller instead, where that is asked for", async () => {
    await withPassword();
    const { body } = await forgot("a@x.test", "?sendEmail=false");
    assert.ok(body.resetPasswordUrl.startsWith(`${okta.url}/signin/reset-password/`));
    assert.deepEqual(await mails(), []);
  });

  it("ends a link with the next one, and after an hour", async () => {
    await withPassword();
    const link = async () => String((await forgot("a@x.test", "?sendEmail=false")).body.resetPasswordUrl);
    const [first, second] = [await link(), await link()];
    assert.equal((await fetch(first, { method: "POST" })).status, 400);
    okta.pass(RECOVERY_LIFETIME_MS / 1000);
    assert.equal((await fetch(second, { method: "POST" })).status, 400);
  });

  it("refuses who is not active, and who is not there", async () => {
    await create();
    assertApiError(await forgot("a@x.test"), 403, "E0000017", "Password reset failed");
    assert.equal((await forgot("nobody@x.test")).status, 404);
    assert.deepEqual((await mails()).length, 1);
  });

  it("keeps the link's token out of the log of requests", async () => {
    await withPassword();
    const { body } = await forgot("a@x.test", "?sendEmail=false");
    await fetch(body.resetPasswordUrl);
    const asked = await (await fetch(`${okta.url}/__requests`)).text();
    assert.ok(asked.includes("/signin/reset-password/{token}"));
    assert.equal(asked.includes(String(body.resetPasswordUrl).split("/").at(-1)!), false);
  });
});
