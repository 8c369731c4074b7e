/* Golden trajectories of half-cheetah and ant, printed as physics.json: observations, and the x velocity of the centre of mass, under sine torques.
   It steps the published models in plain C, reading MuJoCo's structures by their header, so that neither our models nor our offsets nor our sensors take part:
   half_cheetah.xml and ant.xml of Gymnasium (gymnasium/envs/mujoco/assets) and ant.xml of rllab (vendor/mujoco_models), under those names with a prefix.
       apt-get install libmujoco-dev && gcc -O2 physics.c -o physics -lmujoco -lm && ./physics > physics.json
   Made with MuJoCo 2.2.2. */
#include <math.h>
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>

static const double bent_legs[15] = {0, 0, .55, 1, 0, 0, 0, 0, 1, 0, -1, 0, -1, 0, 1};

static void print(const char* name, int count, const double* values, const char* end) {
  printf("\"%s\": [", name);
  for (int i = 0; i < count; i++) printf("%s%.9g", i ? ", " : "", values[i]);
  printf("]%s", end);
}

static void run(const char* name, const char* file, const double* start, int skip, int steps, int every, const char* end) {
  char error[1000];
  mjModel* m = mj_loadXML(file, 0, error, sizeof error);
  if (!m) {
    fprintf(stderr, "%s\n", error);
    exit(1);
  }
  mjData* d = mj_makeData(m);
  int is_ant = m->nq == 15;
  for (int i = 0; start && i < m->nq; i++) d->qpos[i] = start[i];
  printf("  {\"name\": \"%s\", \"every\": %d, ", name, every);
  print("start", m->nq, d->qpos, ", \"states\": [\n");
  for (int t = 1; t <= steps; t++) {
    for (int k = 0; k < m->nu; k++) d->ctrl[k] = m->actuator_ctrlrange[2 * k + 1] * (float)sin(.3 * t + k);
    for (int i = 0; i < skip; i++) mj_step(m, d);
    if (t % every) continue;
    mj_forward(m, d);
    mj_subtreeVel(m, d);
    double observation[64];
    int n = 0;
    for (int i = is_ant ? 0 : 1; i < m->nq; i++) observation[n++] = d->qpos[i];
    for (int i = 0; i < m->nv; i++) observation[n++] = d->qvel[i];
    for (int i = 0; is_ant && i < 9; i++) observation[n++] = d->xmat[9 + i];
    for (int i = 0; i < 3; i++) observation[n++] = d->subtree_com[3 + i];
    printf("    {\"velocity\": %.9g, ", d->subtree_linvel[3]);
    print("observation", n, observation, t == steps ? "}]}" : "},\n");
  }
  printf("%s\n", end);
}

int main(void) {
  printf("[\n");
  run("cheetah, rllab", "gym_half_cheetah.xml", 0, 1, 100, 10, ",");
  run("cheetah, gymnasium", "gym_half_cheetah.xml", 0, 5, 20, 4, ",");
  run("ant, rllab", "rllab_ant.xml", bent_legs, 1, 60, 10, ",");
  run("ant, gymnasium", "gym_ant.xml", 0, 5, 20, 4, "");
  printf("]\n");
}
