/**
 * What the compromise of a public function is worth: it is replaced by an attacker's, who takes its credentials and tries
 * everything with them.
 */
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { clientAssertion, ASSERTION_TYPE } from "okta-api-access/service";
import { keyIdOf, kmsSigner } from "okta-api-access/service";
import { readSecret } from "okta-api-access/service";
import { createTable } from "okta-api-access/service";
import type { Identity } from "okta-api-access/service";
import { apiEndpoints } from "../../../local/okta/management/endpoints";
import { patiently } from "./support/registrations";
import { call, okta, world } from "./support/world";

/** What the attacker runs in place of the registration: it answers with all that the function has. */
const THIEF = "export const handler = async () => ({ statusCode: 200, body: JSON.stringify(process.env) });";

type Loot = Readonly<Record<string, string>>;

async function aws<T>(path: string, method = "GET", body?: unknown): Promise<T> {
  const { cloud } = await world();
  const response = await fetch(cloud.aws.url + path, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return (await response.json()) as T;
}

/** The code that a function had. */
async function replaceCode(name: string, text: string): Promise<string> {
  const path = `/2015-03-31/functions/admin-${name}-${name}`;
  const { Code } = await aws<{ Code: { Files: Record<string, string> } }>(path);
  await aws(`${path}/code`, "PUT", { Files: { "index.mjs": text } });
  return Code.Files["index.mjs"]!;
}

async function environmentOf(name: string): Promise<Loot> {
  const found = await aws<{ Configuration: { Environment: { Variables: Loot } } }>(`/2015-03-31/functions/${name}`);
  return found.Configuration.Environment.Variables;
}

const identitiesOf = (loot: Loot) => JSON.parse(loot["IDENTITIES"]!) as Identity[];

/** A form posted to a token endpoint. */
async function post(url: string, form: Readonly<Record<string, string>>) {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const PUBLIC = [
  { name: "registration", route: "POST /registrations" },
  { name: "recovery", route: "POST /recoveries" },
] as const;

for (const { name, route: publicRoute } of PUBLIC) {
  describe(`a compromised ${name}`, () => {
    let loot: Loot;
    let original: string;
    let token: string;

    before(async () => {
      original = await replaceCode(name, THIEF);
      loot = (await patiently(() => call(name, publicRoute, { body: {} }))).body as Loot;
    });
    after(() => replaceCode(name, original));

    const own = () => identitiesOf(loot)[0]!;
    const grant = async (identity: Identity, url: string, scope: string) => {
      const { clientId, keyArn } = identity;
      const now = Math.floor(Date.now() / 1000);
      const sign = kmsSigner(keyArn, loot);
      const assertion = await clientAssertion({ clientId, keyId: keyIdOf(keyArn), sign, audience: url, now });
      const form = { grant_type: "client_credentials", scope };
      return post(url, { ...form, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion });
    };
    const asAttacker = (method: string, path: string, body?: unknown) =>
      fetch(loot["ORG_URL"] + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });

    it("has nothing but its own identity, and no key", () => {
      assert.deepEqual(
        identitiesOf(loot).map(({ client }) => client),
        [`${name}-service`],
      );
      assert.equal(/PRIVATE|"d":|BEGIN/.test(JSON.stringify(loot)), false);
    });

    it("cannot sign as the admin service, though it can as itself", async () => {
      const signature = await kmsSigner(own().keyArn, loot)("text");
      const key = (await world()).cloud.aws.world.signingKeys.get(keyIdOf(own().keyArn))!;
      assert.equal(verify("sha256", Buffer.from("text"), createPublicKey(key), signature), true);
      const others = PUBLIC.filter((other) => other.name !== name).map((other) => `admin-${other.name}-${other.name}`);
      for (const other of ["admin-admin-admin", ...others])
        for (const { keyArn } of identitiesOf(await environmentOf(other)))
          await assert.rejects(kmsSigner(keyArn, loot)("text"), /AccessDenied/, keyArn);
    });

    it("cannot read or write what the admin service remembers, though it can its own", async () => {
      const region = loot["AWS_REGION"]!;
      const mine = createTable(loot["TABLE"]!, region, loot, Date.now);
      assert.equal(await mine.get("nothing"), undefined);
      const { TABLE } = await environmentOf("admin-admin-admin");
      const theirs = createTable(TABLE!, region, loot, Date.now);
      await assert.rejects(theirs.get("nothing"), /AccessDenied/);
      await assert.rejects(theirs.put({ id: "x", expires: 1 }), /AccessDenied/);
      await assert.rejects(theirs.delete("x"), /AccessDenied/);
    });

    it("cannot read a secret of the account, or use another service of it", async () => {
      const region = loot["AWS_REGION"]!;
      await assert.rejects(
        readSecret(`arn:aws:secretsmanager:${region}:000000000000:secret:any-AbCdEf`, loot),
        /AccessDenied/,
      );
      const dynamodb = new DynamoDBClient({
        region,
        endpoint: loot["AWS_ENDPOINT_URL_DYNAMODB"],
        credentials: {
          accessKeyId: loot["AWS_ACCESS_KEY_ID"]!,
          secretAccessKey: loot["AWS_SECRET_ACCESS_KEY"]!,
          sessionToken: loot["AWS_SESSION_TOKEN"],
        },
        maxAttempts: 1,
      });
      await assert.rejects(dynamodb.send(new ScanCommand({ TableName: loot["TABLE"] })));
    });

    it("gets one scope of Okta's API, and none of the product's", async () => {
      const org = `${loot["ORG_URL"]}/oauth2/v1/token`;
      const granted = await grant(own(), org, "okta.users.manage");
      assert.deepEqual([granted.status, granted.body["scope"]], [200, "okta.users.manage"]);
      token = String(granted.body["access_token"]);
      for (const scope of [
        "okta.factors.manage",
        "okta.groups.manage",
        "okta.apps.manage",
        "okta.roles.manage",
        "okta.users.read",
      ]) {
        assert.notEqual((await grant(own(), org, scope)).status, 200, scope);
      }
      // Of what is asked for together Okta gives the part that is granted.
      const mixed = await grant(own(), org, "okta.users.manage okta.groups.read");
      assert.deepEqual([mixed.status, mixed.body["scope"]], [200, "okta.users.manage"]);
      const { environment } = await world();
      for (const scope of ["users:read", "users:deactivate", "profile:read", "openid"])
        assert.notEqual((await grant(own(), `${environment.issuer}/v1/token`, scope)).status, 200, scope);
    });

    it("is refused every operation of the Management API that is not its own", async () => {
      const { environment } = await world();
      const ids: Readonly<Record<string, string>> = {
        userId: environment.personas["ada"]!.id,
        groupId: (await okta<{ id: string }[]>("/api/v1/groups?q=user-admins"))[0]!.id,
        appId: environment.clients["admin-service"]!.clientId,
        clientId: environment.clients[`${name}-service`]!.clientId,
        authServerId: environment.authServerId,
      };
      const open: string[] = [];
      let tried = 0;
      for (const { method, path, operation } of apiEndpoints) {
        if (path === "/.well-known/okta-organization") continue;
        tried += 1;
        const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? "00u1example1example1");
        const { status } = await asAttacker(method, filled, method === "GET" || method === "DELETE" ? undefined : {});
        if (status !== 403 && status !== 404) open.push(`${operation} ${status}`);
      }
      // Okta's permission to reset passwords lets one see the users over whom it holds.
      assert.deepEqual(open, name === "recovery" ? ["listUsers 200"] : []);
      assert.ok(tried > 80, `only ${tried} operations were tried`);
      const ada = await okta<{ status: string }>(`/api/v1/users/${ids["userId"]!}`);
      assert.equal(ada.status, "ACTIVE");
    });

    it("can do the one thing that it is for to customers, and to nobody else", async () => {
      const groups = await okta<{ id: string; profile: { name: string } }[]>("/api/v1/groups?limit=200");
      const idOf = (group: string) => groups.find(({ profile }) => profile.name === group)!.id;
      const create = async (email: string, groupIds: string[]) => {
        const profile = { login: email, email, firstName: "M", lastName: "A" };
        return (await asAttacker("POST", "/api/v1/users?activate=false", { profile, groupIds })).status;
      };
      const forgot = async (login: string) =>
        (await asAttacker("POST", `/api/v1/users/${login}/credentials/forgot_password?sendEmail=true`)).status;
      const registers = name === "registration";
      assert.equal(await create("m1@example.test", [idOf("customers")]), registers ? 200 : 403);
      assert.equal(await create("m2@example.test", [idOf("user-admins")]), 403);
      assert.equal(await create("m3@example.test", [idOf("customers"), idOf("support-leads")]), 403);
      assert.equal(await create("m4@example.test", []), 403);
      assert.equal(await forgot("carla@example.test"), registers ? 403 : 200);
      assert.equal(await forgot("ada@example.test"), 403);
      const lifecycle = async (login: string, verb: string) =>
        (await asAttacker("POST", `/api/v1/users/${login}/lifecycle/${verb}?sendEmail=true`)).status;
      const email = `never-${name}@example.test`;
      await okta("/api/v1/users?activate=true", "POST", {
        profile: { login: email, email, firstName: "Ne", lastName: "Ver" },
        groupIds: [idOf("customers")],
      });
      assert.equal(await lifecycle(email, "reactivate"), registers ? 403 : 200);
      for (const verb of ["activate", "reactivate", "deactivate", "suspend", "reset_factors"])
        assert.equal(await lifecycle("ada@example.test", verb), 403, verb);
      for (const verb of ["deactivate", "suspend", "reset_factors"])
        assert.equal(await lifecycle("carla@example.test", verb), 403, verb);
    });

    it("sees nobody but, in the recovery, the customers themselves", async () => {
      const listed = await asAttacker("GET", "/api/v1/users?limit=200");
      if (name === "registration") return assert.equal(listed.status, 403);
      const users = (await listed.json()) as { id: string }[];
      const [group] = await okta<{ id: string }[]>("/api/v1/groups?q=customers");
      const members = await okta<{ id: string }[]>(`/api/v1/groups/${group!.id}/users?limit=200`);
      assert.deepEqual(users.map(({ id }) => id).sort(), members.map(({ id }) => id).sort());
    });

    it("opens no operation of the admin API with the token that it has", async () => {
      const routes: [string, number][] = [
        ["GET /users", 401],
        ["POST /users", 401],
        ["GET /profile", 401],
        ["POST /approvals", 401],
        // The Lambda authorizer of an HTTP API has no other way to refuse.
        ["GET /reports", 403],
        ["DELETE /users/00u1example1example1", 403],
      ];
      for (const [route, status] of routes) {
        const body = route.startsWith("POST") ? {} : undefined;
        assert.equal((await call("admin", route, { token, body })).status, status, route);
      }
    });
  });
}
