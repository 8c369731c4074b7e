// Our models in MuJoCo 3: node physics_3.mjs FOLDER
// FOLDER holds NAME.xml, as the tests write them where METALEARN_MODELS names it. Needs @mujoco/mujoco from npm, Google's WebAssembly build.
// Stores each model's text and where sine controls have taken it, every 20 steps of 100, in physics-3.json beside this file.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const { default: load } = await import(pathToFileURL(require.resolve("@mujoco/mujoco")));
const mujoco = await load();
const here = dirname(fileURLToPath(import.meta.url));

function states(xml) {
  const model = mujoco.MjModel.from_xml_string(xml);
  const data = new mujoco.MjData(model);
  const found = [];
  mujoco.mj_resetData(model, data);
  for (let time = 1; time <= 100; time++) {
    for (let k = 0; k < model.nu; k++) data.ctrl[k] = Math.sin(0.3 * time + k);
    mujoco.mj_step(model, data);
    // Sensors are one step behind until positions and velocities are computed anew.
    mujoco.mj_step1(model, data);
    if (time % 20 === 0) found.push({ time, numbers: [...data.qpos, ...data.qvel, ...data.sensordata] });
  }
  return found;
}

const cases = ["cheetah", "ant-rllab", "ant-gymnasium"].map((name) => {
  const xml = readFileSync(join(process.argv[2], `${name}.xml`), "utf8");
  return { name, version: mujoco.mj_versionString(), xml, states: states(xml) };
});
writeFileSync(join(here, "physics-3.json"), JSON.stringify(cases, null, 1) + "\n");
console.log(`${cases.length} models, MuJoCo ${cases[0].version}`);
