/** The header of a load balancer's `authenticate-oidc`: read where it is genuine, and nowhere else. */
import assert from "node:assert/strict";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { createAlbIdentity, MISSING_MS, READS_MAX, READS_MS } from "../../../guard/adapters/albIdentity";
import { UnexpectedStatus } from "../../../guard/fetchKeys";

const ARN = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/lb/0123456789abcdef";
const ISSUER = "https://example.okta.com/oauth2/aus1";
const KID = "01234567-89ab-cdef-0123-456789abcdef";
const NOW = 1_800_000_000;
const OPTIONS = { loadBalancerArn: ARN, issuer: ISSUER, clientId: "0oaPage" };

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const other = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** As a load balancer writes it: base64url with its padding. */
const part = (value: unknown) => {
  const text = Buffer.from(JSON.stringify(value)).toString("base64url");
  return text + "=".repeat((4 - (text.length % 4)) % 4);
};
const HEADER = { typ: "JWT", alg: "ES256", kid: KID, signer: ARN, iss: ISSUER, client: "0oaPage", exp: NOW + 120 };
const CLAIMS = { sub: "00u1", email: "ada@example.com" };

function data(header: object = {}, claims: unknown = CLAIMS, key: KeyObject = pair.privateKey): string {
  const input = `${part({ ...HEADER, ...header })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
  return `${input}.${signature}${"=".repeat((4 - (signature.length % 4)) % 4)}`;
}

function identity(asked: string[] = [], pem?: () => Promise<string>) {
  const fetchText = async (url: string) => {
    asked.push(url);
    return pem ? pem() : pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  };
  return createAlbIdentity(OPTIONS, { now: () => NOW * 1000, fetchText });
}

describe("the header of a load balancer's sign-in", () => {
  it("gives the claims, and reads a key once, from the place of the region", async () => {
    const asked: string[] = [];
    const alb = identity(asked);
    assert.deepEqual(await alb.verify({ "X-Amzn-Oidc-Data": data() }), CLAIMS);
    assert.deepEqual(await alb.verify({ "x-amzn-oidc-data": [data()] }), CLAIMS);
    assert.deepEqual(asked, [`https://public-keys.auth.elb.eu-central-1.amazonaws.com/${KID}`]);
  });

  const [header = "", payload = "", signature = ""] = data().split(".");
  const forged: [string, string | string[] | undefined][] = [
    ["no header", undefined],
    ["an empty one", ""],
    ["two", [data(), data()]],
    ["what is no JWT", "rubbish"],
    ["a fourth part", `${data()}.x`],
    ["another key's signature", data({}, CLAIMS, other.privateKey)],
    ["changed claims", `${header}.${part({ sub: "00u2" })}.${signature}`],
    ["no signature", `${header}.${payload}.`],
    ["the algorithm `none`", data({ alg: "none" })],
    ["the algorithm HS256", data({ alg: "HS256" })],
    ["another load balancer's", data({ signer: ARN.replace("/lb/", "/other/") })],
    ["no signer", data({ signer: undefined })],
    ["another issuer", data({ iss: "https://example.okta.com" })],
    ["another client", data({ client: "0oaOther" })],
    ["an old one", data({ exp: NOW - 6 })],
    ["a time as text", data({ exp: String(NOW + 60) })],
    ["no time", data({ exp: undefined })],
    ["a key id that leads elsewhere", data({ kid: "../../evil" })],
    ["no key id", data({ kid: undefined })],
    ["claims that are a list", data({}, [])],
  ];
  for (const [what, value] of forged) {
    it(`refuses ${what}`, async () => {
      assert.equal(await identity().verify({ "x-amzn-oidc-data": value }), undefined);
    });
  }

  it("rejects where the key cannot be had, or is no key for ES256, and asks again later", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 }).publicKey.export({ type: "spki", format: "pem" });
    const answers = [Promise.reject(new Error("down")), Promise.resolve(rsa.toString()), Promise.resolve("no key")];
    answers[0]!.catch(() => undefined);
    const asked: string[] = [];
    const alb = identity(asked, () => answers[asked.length - 1]!);
    for (let i = 0; i < 3; i++) await assert.rejects(alb.verify({ "x-amzn-oidc-data": data() }));
    assert.equal(asked.length, 3);
  });

  describe("before forged headers", () => {
    const kid = (i: number) => `01234567-89ab-cdef-0123-${String(i).padStart(12, "0")}`;
    function counted(pem: (url: string) => Promise<string>) {
      const world = { now: NOW * 1000, reads: 0 };
      const fetchText = (url: string) => {
        world.reads++;
        return pem(url);
      };
      const alb = createAlbIdentity(OPTIONS, { now: () => world.now, fetchText });
      const verify = (key: number) => alb.verify({ "x-amzn-oidc-data": data({ kid: kid(key), exp: NOW + 3_600 }) });
      return { world, verify };
    }
    const goodKey = async () => pair.publicKey.export({ type: "spki", format: "pem" }).toString();

    it("reads a key once for all who wait for it", async () => {
      const { world, verify } = counted(goodKey);
      assert.deepEqual(
        await Promise.all(Array.from({ length: 20 }, () => verify(1))),
        Array.from({ length: 20 }, () => CLAIMS),
      );
      assert.equal(world.reads, 1);
    });

    for (const status of [403, 404]) {
      it(`remembers for a while that there is no key of an id (${status})`, async () => {
        const { world, verify } = counted(() => Promise.reject(new UnexpectedStatus(status)));
        for (let i = 0; i < 20; i++) assert.equal(await verify(1), undefined);
        assert.equal(world.reads, 1);
        world.now += MISSING_MS;
        assert.equal(await verify(1), undefined);
        assert.equal(world.reads, 2);
      });
    }

    it("does not take an answer of failure for a key that is not there", async () => {
      const { world, verify } = counted(() => Promise.reject(new UnexpectedStatus(503)));
      for (let i = 0; i < 2; i++) await assert.rejects(verify(1), UnexpectedStatus);
      assert.equal(world.reads, 2);
    });

    it("asks for few ids in a minute, and still knows the keys that it has", async () => {
      const { world, verify } = counted((url) =>
        url.endsWith(kid(0)) ? goodKey() : Promise.reject(new UnexpectedStatus(404)),
      );
      assert.deepEqual(await verify(0), CLAIMS);
      for (let i = 1; i < READS_MAX; i++) assert.equal(await verify(i), undefined);
      for (let i = READS_MAX; i < 3 * READS_MAX; i++) await assert.rejects(verify(i), /too many unknown keys/);
      assert.deepEqual([world.reads, await verify(0)], [READS_MAX, CLAIMS]);
      world.now += READS_MS;
      assert.equal(await verify(READS_MAX), undefined);
      assert.equal(world.reads, READS_MAX + 1);
    });
  });

  it("refuses options that are none", () => {
    assert.throws(() => createAlbIdentity({ ...OPTIONS, loadBalancerArn: "lb" }), /`loadBalancerArn` must be the ARN/);
    assert.throws(() => createAlbIdentity({ ...OPTIONS, clientId: "" }), /must be texts/);
  });
});
