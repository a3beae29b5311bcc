/** The header of a load balancer's `authenticate-oidc`: read where it is genuine, and nowhere else. */
import assert from "node:assert/strict";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { createAlbIdentity } from "../../../guard/adapters/albIdentity";

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

  it("refuses options that are none", () => {
    assert.throws(() => createAlbIdentity({ ...OPTIONS, loadBalancerArn: "lb" }), /`loadBalancerArn` must be the ARN/);
    assert.throws(() => createAlbIdentity({ ...OPTIONS, clientId: "" }), /must be texts/);
  });
});
