export async function selfTest(): Promise<number> {
  return 0;
}
