/** All keys carry this one hash tag, so that scripts touching several of them work on a cluster. */
export function keyRoot(workspaceId: string): string {
  return `sy:{${workspaceId}}`;
}

/** BullMQ's prefix within the same hash tag. */
export function queuePrefix(workspaceId: string): string {
  return `${keyRoot(workspaceId)}:bull`;
}
