// What is asked of the package in every bundle: one answer, every contract by its own name, and what its own words say.

export async function ask(entitle) {
  const qof = await entitle.contract("qof-england", "2025-06-30");
  const statement = qof.statement({ list_size: 10184, numerator: { DM020: 6 }, denominator: { DM020: 17 } });
  const said = [`points ${statement.points.get("DM020").text}`];
  const listed = await entitle.contracts();
  const found = [];
  for (const { name } of listed) found.push((await entitle.contract(name)).name);
  said.push(`contracts ${found.every((name, place) => name === listed[place].name) ? "all" : found.join(", ")}`);
  const network = await entitle.contract("family-care-network");
  said.push(`title ${(await network.show()).title}`);
  const patients = { age: Uint8Array.of(16), dmlat_dat: ["2014-09-22"], dmres_dat: [null] };
  const evaluated = await qof.evaluate(patients, { missingColumns: "unknown" });
  said.push(`patient ${evaluated.labelled("DM020").outcome[0]}`);
  return said;
}
