export function run(): string {
  return 'nothing'
}
