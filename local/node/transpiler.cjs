// A transpiler for ts-node, in the form that ts-node asks for.
const { transformSync } = require("esbuild");

exports.create = () => ({
  transpile(input, { fileName }) {
    const { code, map } = transformSync(input, {
      loader: "ts",
      format: "cjs",
      target: "node20",
      platform: "node",
      sourcemap: true,
      sourcefile: fileName,
      tsconfigRaw: { compilerOptions: {} },
    });
    return { outputText: code, sourceMapText: map };
  },
});
