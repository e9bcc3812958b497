// Loaded first into every part (node --import): a part whose parent died, however it died, stops too.
// A part's own children inherit the option, but not the parent.
if (process.channel && process.env.SIMYARD_PARENT === String(process.ppid)) {
  process.channel.unref()
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), 15_000).unref()
  })
}
