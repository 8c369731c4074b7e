// Computes exported models in ONNX Runtime and stores what comes out: node onnx_outputs.mjs FOLDER
// FOLDER holds the models and NAME.cases.json, as the tests write them where METALEARN_ONNX names it. Needs onnxruntime-node from npm.
// Names of input and output, shapes, and the checksum of each model's bytes are checked here too.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const ort = require("onnxruntime-node");
const { version } = require("onnxruntime-node/package.json");
const folder = process.argv[2];
let largest = 0;
const here = dirname(fileURLToPath(import.meta.url));

// The fewest digits that give the same 32-bit float.
function short(value) {
  for (let digits = 6; digits < 9; digits++)
    if (Math.fround(Number(value.toPrecision(digits))) === value) return Number(value.toPrecision(digits));
  return Number(value.toPrecision(9));
}

async function outputs(one) {
  if (one.refused) return { refused: one.refused };
  const bytes = readFileSync(join(folder, one.file));
  if (one.model && createHash("sha256").update(bytes).digest("hex").slice(0, 16) !== one.model) throw new Error(`${one.name}: other bytes`);
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  if (session.inputNames.join() !== "x" || session.outputNames.join() !== "predictions") throw new Error(`${one.name}: other names`);
  const { predictions } = await session.run({ x: new ort.Tensor("float32", Float32Array.from(one.x), one.shape) });
  if (predictions.dims[0] !== one.shape[0]) throw new Error(`${one.name}: ${predictions.dims} for x ${one.shape}`);
  // What no x reaches we compute once, for all rows.
  predictions.data.forEach((theirs, i) => {
    largest = Math.max(largest, Math.abs(one.ours[i % one.ours.length] - theirs) / (1 + Math.abs(theirs)));
  });
  if (!predictions.data.every(Number.isFinite)) throw new Error(`${one.name}: not finite`);
  return { ...(one.model && { model: one.model }), shape: predictions.dims, predictions: [...predictions.data].map(short) };
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".cases.json"))) {
  const lines = [];
  largest = 0;
  for (const one of JSON.parse(readFileSync(join(folder, file), "utf8"))) {
    try {
      lines.push(`    ${JSON.stringify(one.name)}: ${JSON.stringify(await outputs(one))}`);
    } catch (failure) {
      process.exitCode = 1;
      console.error(`${one.name}: ${failure.message}`);
    }
  }
  const origin = { onnxruntime: version, script: "test/golden/onnx_outputs.mjs" };
  const path = join(here, file.replace(".cases.json", ".json"));
  writeFileSync(path, `{\n  "origin": ${JSON.stringify(origin)},\n  "cases": {\n${lines.join(",\n")}\n  }\n}\n`);
  console.log(`${path}: ${lines.length} cases, the largest difference from ours is ${largest.toExponential(1)} of 1 + |theirs|`);
}
