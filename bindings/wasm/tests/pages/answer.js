// Every way to use the package ends here: the same question, and its answer on the console.

export async function answer(entitle) {
  const qof = await entitle.contract("qof-england", "2025-06-30");
  const statement = qof.statement({ list_size: 10184, numerator: { DM020: 6 }, denominator: { DM020: 17 } });
  console.log(`points ${statement.points.get("DM020").text}`);
}
