/** Where the AWS console shows a namespace; undefined for anything else. */
export function consoleUrl(region: string | undefined, id: string): string | undefined {
  if (region === undefined || !/^ns-[a-z0-9]+$/.test(id) || !/^[a-z0-9-]+$/.test(region)) return undefined;
  return `https://${region}.console.aws.amazon.com/cloudmap/home/namespaces/${id}?region=${region}`;
}
