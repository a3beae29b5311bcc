/** The gRPC face of a local provider, through a real gRPC client, as the engine uses it. */
import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { startLocalOkta, type LocalOkta } from "../../../local/okta/start";
import { serveProvider, type ServedProvider } from "../../../local/providers";
import { typeAndName } from "../../../local/providers/grpc/handlers";
import { createOktaProvider } from "../../../local/providers/okta/oktaProvider";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: JavaScriptValue) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

type Plain = Record<string, JavaScriptValue>;
const struct = (plain: Plain) => Struct.fromJavaScript(plain);
const plain = (given: Struct | undefined) => given?.toJavaScript() ?? {};
const urn = (type: string, name: string) => `urn:pulumi:test::project::demo:index:Component$${type}::${name}`;

const GROUP = "okta:group/group:Group";
const APP = "okta:app/oAuth:OAuth";

describe("a local provider over gRPC", () => {
  let okta: LocalOkta;
  let served: ServedProvider;
  let client: ResourceProviderClient;

  before(async () => {
    okta = await startLocalOkta();
    served = await serveProvider(createOktaProvider());
    client = new ResourceProviderClient(`127.0.0.1:${served.port}`, grpc.credentials.createInsecure());
    const config = struct({ httpProxy: okta.url, apiToken: secret(okta.apiToken) });
    const configured = await call(client.configure, new proto.ConfigureRequest().setArgs(config));
    assert.deepEqual(
      [configured.getAcceptsecrets(), configured.getSupportspreview(), configured.getAcceptresources()],
      [true, true, false],
    );
  });

  after(async () => {
    client.close();
    await served.close();
    await okta.close();
  });

  type Send<Q, A> = (
    request: Q,
    metadata: grpc.Metadata,
    options: Partial<grpc.CallOptions>,
    callback: (error: grpc.ServiceError | null, answer: A) => void,
  ) => unknown;

  function call<Q, A>(send: Send<Q, A>, request: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      send.call(client, request, new grpc.Metadata(), {}, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  const check = (type: string, news: Plain, olds?: Plain) =>
    call(
      client.check,
      new proto.CheckRequest()
        .setUrn(urn(type, "name"))
        .setNews(struct(news))
        .setOlds(olds && struct(olds))
        .setRandomseed(Uint8Array.of(1)),
    );

  const create = (type: string, properties: Plain, preview = false) =>
    call(
      client.create,
      new proto.CreateRequest().setUrn(urn(type, "name")).setProperties(struct(properties)).setPreview(preview),
    );

  it("says who it is, lets itself be attached, and has a schema", async () => {
    assert.equal((await call(client.getPluginInfo, new Empty())).getVersion(), "7.0.0");
    await call(client.attach, new plugin.PluginAttach().setAddress("127.0.0.1:1"));
    await call(client.cancel, new Empty());
    const schema = JSON.parse((await call(client.getSchema, new proto.GetSchemaRequest())).getSchema());
    assert.deepEqual([schema.name, schema.version, GROUP in schema.resources], ["okta", "7.0.0", true]);
  });

  it("refuses methods that it does not have with UNIMPLEMENTED, which the engine takes for the handshake", async () => {
    await assert.rejects(call(client.handshake, new proto.ProviderHandshakeRequest()), {
      code: grpc.status.UNIMPLEMENTED,
    });
  });

  it("checks settings, and never asks for a new provider when they change", async () => {
    const checked = await call(
      client.checkConfig,
      new proto.CheckRequest().setNews(struct({ apiToken: secret("t"), token: "t" })),
    );
    assert.deepEqual(plain(checked.getInputs()), { apiToken: secret("t"), token: "t" });
    assert.match(checked.getFailuresList()[0]!.getReason(), /does not know the property `token` of the okta provider/);
    const diff = (olds: Plain, news: Plain) =>
      call(client.diffConfig, new proto.DiffRequest().setOldInputs(struct(olds)).setNews(struct(news)));
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    assert.equal((await diff({ a: "1", b: "2" }, { b: "2", a: "1" })).getChanges(), DIFF_NONE);
    const changed = await diff({ httpProxy: "http://127.0.0.1:1" }, { httpProxy: "http://127.0.0.1:2" });
    assert.deepEqual([changed.getChanges(), changed.getReplacesList()], [DIFF_SOME, []]);
  });

  it("lets a resource live: check, create, read, diff, update, delete", async () => {
    const checked = await check(GROUP, { name: "people", description: "d" });
    assert.deepEqual(checked.getFailuresList(), []);
    const inputs = plain(checked.getInputs()) as Plain;
    const created = await create(GROUP, inputs);
    assert.match(created.getId(), /^00g/);
    assert.deepEqual(plain(created.getProperties()), { name: "people", description: "d" });

    const readRequest = new proto.ReadRequest().setId(created.getId()).setUrn(urn(GROUP, "name"));
    const read = await call(client.read, readRequest.setInputs(struct(inputs)).setProperties(created.getProperties()));
    assert.deepEqual([read.getId(), plain(read.getInputs())], [created.getId(), inputs]);
    const imported = await call(client.read, new proto.ReadRequest().setId(created.getId()).setUrn(urn(GROUP, "name")));
    assert.deepEqual(plain(imported.getInputs()), { name: "people", description: "d" });

    const news = struct({ name: "people", description: "e" });
    const diffRequest = new proto.DiffRequest().setUrn(urn(GROUP, "name")).setOldInputs(struct(inputs)).setNews(news);
    const diff = await call(client.diff, diffRequest);
    assert.equal(diff.getChanges(), proto.DiffResponse.DiffChanges.DIFF_SOME);
    assert.deepEqual(
      [diff.getDiffsList(), diff.getReplacesList(), diff.getHasdetaileddiff()],
      [["description"], [], true],
    );
    assert.equal(diff.getDetaileddiffMap().get("description")?.getKind(), proto.PropertyDiff.Kind.UPDATE);

    const updateRequest = new proto.UpdateRequest().setId(created.getId()).setUrn(urn(GROUP, "name")).setNews(news);
    const updated = await call(
      client.update,
      updateRequest.setOlds(created.getProperties()).setOldInputs(struct(inputs)),
    );
    assert.deepEqual(plain(updated.getProperties()), { name: "people", description: "e" });

    const deleteRequest = new proto.DeleteRequest().setId(created.getId()).setUrn(urn(GROUP, "name"));
    await call(client.delete, deleteRequest.setProperties(updated.getProperties()));
    const gone = await call(client.read, readRequest);
    assert.equal(gone.getId(), "");
  });

  it("says which change makes a new resource, and whether the old one goes first", async () => {
    const base = { label: "a", type: "web", grantTypes: ["authorization_code"] };
    const diff = async (change: Plain) => {
      const request = new proto.DiffRequest()
        .setUrn(urn(APP, "a"))
        .setOldInputs(struct(base))
        .setNews(struct({ ...base, ...change }));
      const answer = await call(client.diff, request);
      return [
        answer.getReplacesList(),
        answer.getDeletebeforereplace(),
        answer.getDetaileddiffMap().get("type")?.getKind(),
      ];
    };
    assert.deepEqual(await diff({ type: "native" }), [["type"], false, proto.PropertyDiff.Kind.UPDATE_REPLACE]);
    assert.deepEqual(await diff({ label: "b" }), [[], false, undefined]);
  });

  it("hands failures of a check on with their property, and no value", async () => {
    const checked = await check(GROUP, { name: 7, descriptions: secret("hidden") });
    assert.deepEqual(
      checked
        .getFailuresList()
        .map((failure) => failure.getProperty())
        .sort(),
      ["descriptions", "name"],
    );
    assert.ok(!JSON.stringify(checked.toObject().failuresList).includes("hidden"));
  });

  it("hands the text of an error on, and nothing else", async () => {
    await assert.rejects(create("okta:group/grop:Grop", {}), (error: grpc.ServiceError) => {
      assert.equal(error.code, grpc.status.UNKNOWN);
      assert.match(
        error.details,
        /^the local okta provider does not know the resource type `okta:group\/grop:Grop`; did you mean `okta:group\/group:Group`\?/,
      );
      return true;
    });
  });

  describe("and secrets", () => {
    const inputs = { name: "secret-people", description: secret("hidden") };

    it("keeps them secret in inputs and outputs, at their place", async () => {
      const checked = await check(GROUP, inputs);
      assert.deepEqual(plain(checked.getInputs()), inputs);
      const created = await create(GROUP, inputs);
      assert.deepEqual(plain(created.getProperties()), inputs);
      const request = new proto.ReadRequest()
        .setId(created.getId())
        .setUrn(urn(GROUP, "name"))
        .setInputs(struct(inputs));
      const read = await call(client.read, request.setProperties(created.getProperties()));
      assert.deepEqual(plain(read.getInputs()), inputs);
      assert.deepEqual(plain(read.getProperties()), inputs);
      const updateRequest = new proto.UpdateRequest().setId(created.getId()).setUrn(urn(GROUP, "name"));
      const updated = await call(
        client.update,
        updateRequest
          .setOlds(created.getProperties())
          .setOldInputs(struct(inputs))
          .setNews(struct({ ...inputs, name: "other" })),
      );
      assert.deepEqual(plain(updated.getProperties()), { ...inputs, name: "other" });
    });

    it("sees through them to find a change", async () => {
      const request = new proto.DiffRequest().setUrn(urn(GROUP, "name")).setOldInputs(struct(inputs));
      const none = await call(client.diff, request.setNews(struct({ ...inputs, description: "hidden" })));
      assert.equal(none.getChanges(), proto.DiffResponse.DiffChanges.DIFF_NONE);
      const some = await call(client.diff, request.setNews(struct({ ...inputs, description: secret("other") })));
      assert.deepEqual(some.getDiffsList(), ["description"]);
    });

    it("makes a client's secret one, though nobody has said so", async () => {
      const app = {
        label: "web",
        type: "web",
        grantTypes: ["authorization_code"],
        redirectUris: ["https://a.example/"],
      };
      const created = await create(APP, app);
      const outputs = plain(created.getProperties()) as Record<string, Record<string, string>>;
      assert.equal(outputs["clientSecret"]?.[SIGNATURE], "1b47061264138c4ac30d75fd1eb44270");
      assert.match(outputs["clientSecret"]?.["value"] ?? "", /^.{20,}$/);
    });

    it("keeps them inside lists and objects", async () => {
      const jwks = [{ kid: "k", kty: "RSA", n: secret("n"), e: "AQAB" }];
      const app = {
        label: "keys",
        type: "service",
        grantTypes: ["client_credentials"],
        tokenEndpointAuthMethod: "private_key_jwt",
        jwks,
      };
      const checked = await check(APP, app);
      assert.deepEqual((plain(checked.getInputs()) as Plain)["jwks"], jwks);
    });
  });

  describe("in a preview", () => {
    it("takes unknown values, and gives back what is known with unknown outputs", async () => {
      const SERVER = "okta:auth/server:Server";
      const checked = await check(SERVER, { name: UNKNOWN, audiences: [UNKNOWN] });
      assert.deepEqual(checked.getFailuresList(), []);
      const created = await create(SERVER, plain(checked.getInputs()) as Plain, true);
      assert.equal(created.getId(), "");
      assert.deepEqual(plain(created.getProperties()), {
        name: UNKNOWN,
        audiences: [UNKNOWN],
        credentialsRotationMode: "AUTO",
        issuerMode: "ORG_URL",
        status: "ACTIVE",
        credentialsLastRotated: UNKNOWN,
        credentialsNextRotation: UNKNOWN,
        issuer: UNKNOWN,
        kid: UNKNOWN,
      });
      assert.deepEqual(
        [...okta.org.servers.values()].map(({ name }) => name),
        ["default"],
      );
    });

    it("counts an unknown value as a change", async () => {
      const request = new proto.DiffRequest().setUrn(urn(GROUP, "n")).setOldInputs(struct({ name: "a" }));
      const diff = await call(client.diff, request.setNews(struct({ name: UNKNOWN })));
      assert.deepEqual(diff.getDiffsList(), ["name"]);
    });

    it("takes a provider whose settings are not known yet", async () => {
      const fresh = await serveProvider(createOktaProvider());
      const other = new ResourceProviderClient(`127.0.0.1:${fresh.port}`, grpc.credentials.createInsecure());
      try {
        const config = struct({ httpProxy: UNKNOWN, apiToken: "t" });
        await new Promise<void>((resolve, reject) => {
          other.configure(new proto.ConfigureRequest().setArgs(config), (error) => (error ? reject(error) : resolve()));
        });
      } finally {
        other.close();
        await fresh.close();
      }
    });
  });

  it("answers invokes, their failures and their errors", async () => {
    const invoke = (args: Plain) =>
      call(client.invoke, new proto.InvokeRequest().setTok("okta:group/getGroup:getGroup").setArgs(struct(args)));
    await create(GROUP, { name: "found" });
    assert.equal((plain((await invoke({ name: "found" })).getReturn()) as Plain)["name"], "found");
    assert.equal((await invoke({ nam: "found" })).getFailuresList().length, 1);
    await assert.rejects(invoke({ name: "none" }), /group with name "none" does not exist/);
  });

  it("takes references, outputs and unknowns of any kind for what they stand for", async () => {
    const reference = (id: string) => ({ [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:pulumi:x", id });
    const output = (more: Plain) => ({ [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...more });
    const inputs = async (description: JavaScriptValue) =>
      (plain((await check(GROUP, { name: "n", description })).getInputs()) as Plain)["description"];
    assert.equal(await inputs(reference("00g1")), "00g1");
    assert.equal(await inputs(reference("")), UNKNOWN);
    assert.equal(await inputs(output({ value: "v" })), "v");
    assert.equal(await inputs(output({})), UNKNOWN);
    assert.deepEqual(await inputs(output({ value: "v", secret: true })), secret("v"));
    assert.equal(await inputs("3eeb2bf0-c639-47a8-9e75-3b44932eb421"), UNKNOWN);
  });
});

describe("typeAndName", () => {
  it("reads the type without its parents, and a name with colons", () => {
    assert.deepEqual(typeAndName("urn:pulumi:s::p::a:b:C$okta:group/group:Group::x::y"), { type: GROUP, name: "x::y" });
    assert.deepEqual(typeAndName("urn:pulumi:s::p::okta:group/group:Group::x"), { type: GROUP, name: "x" });
  });
});
