/** The local Okta over TLS, with a certificate that is made for this machine. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { get } from "node:https";
import { newLocalCertificate } from "../../../local/certificate";
import { startLocalOkta, type LocalOkta } from "../../../local/okta/start";
import { testKeys } from "./support/stand";

const DAY_MS = 24 * 3600 * 1000;

describe("a certificate for this machine", () => {
  const made = newLocalCertificate();
  const [ca, cert] = [new X509Certificate(made.ca), new X509Certificate(made.cert)];

  it("is signed by an authority, is none itself, and names this machine", () => {
    assert.equal(ca.verify(ca.publicKey), true);
    assert.equal(cert.verify(ca.publicKey), true);
    assert.equal(cert.checkIssued(ca), true);
    assert.deepEqual([ca.ca, cert.ca], [true, false]);
    assert.equal(cert.subjectAltName, "DNS:localhost, IP Address:127.0.0.1");
    assert.deepEqual([cert.checkHost("localhost"), cert.checkIP("127.0.0.1")], ["localhost", "127.0.0.1"]);
    assert.deepEqual([cert.checkHost("example.test"), cert.checkIP("127.0.0.2")], [undefined, undefined]);
  });

  it("counts from the day before to 397 days after, and each is another", () => {
    const now = Date.UTC(2026, 10, 27);
    const dated = new X509Certificate(newLocalCertificate(now).cert);
    assert.equal(Date.parse(dated.validFrom), now - DAY_MS);
    assert.equal(Date.parse(dated.validTo), now + 397 * DAY_MS);
    const other = newLocalCertificate();
    assert.equal(new X509Certificate(other.cert).verify(ca.publicKey), false);
    assert.notEqual(new X509Certificate(other.cert).serialNumber, cert.serialNumber);
  });

  describe("with which the local Okta speaks TLS", () => {
    let okta: LocalOkta;
    before(async () => {
      okta = await startLocalOkta({ keys: testKeys, https: made });
    });
    after(() => okta.close());

    const issuer = (url: string, trusted?: string) =>
      new Promise<string>((resolve, reject) => {
        get(`${url}/oauth2/default/.well-known/openid-configuration`, { ca: trusted }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString()).issuer));
        }).on("error", reject);
      });

    it("is trusted by who trusts the authority, and by nobody else", async () => {
      assert.match(okta.url, /^https:\/\/127\.0\.0\.1:\d+$/);
      for (const url of [okta.url, okta.url.replace("127.0.0.1", "localhost")])
        // The server `default` has the address by which it was called.
        assert.equal(await issuer(url, made.ca), `${url}/oauth2/default`);
      await assert.rejects(issuer(okta.url), /certificate/);
      await assert.rejects(issuer(okta.url, newLocalCertificate().ca), /certificate/);
    });
  });
});
