/**
 * Lets a program be stopped by Ctrl-Z and go on by `fg`: before it stops, what is only for the while is taken back, and
 * once it goes on, it is shown again. Returns the way to stop listening.
 */
export function onSuspend(beforeStop: () => void, afterStop: () => void): () => void {
  if (process.platform === "win32") return () => {};
  const stop = (): void => {
    beforeStop();
    // Listening has taken the signal's usual effect away.
    process.kill(process.pid, "SIGSTOP");
  };
  process.on("SIGTSTP", stop);
  process.on("SIGCONT", afterStop);
  return () => {
    process.off("SIGTSTP", stop);
    process.off("SIGCONT", afterStop);
  };
}
