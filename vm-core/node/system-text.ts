/** What the operating system says of its errors, in words that programs rely on. Loads nothing else. */

/** The texts of POSIX, the same on every platform: a program may compare them. */
const TEXTS: Readonly<Record<string, string>> = {
  EPERM: "Operation not permitted (os error 1)",
  ENOENT: "No such file or directory (os error 2)",
  EIO: "Input/output error (os error 5)",
  ENXIO: "No such device or address (os error 6)",
  E2BIG: "Argument list too long (os error 7)",
  ENOEXEC: "Exec format error (os error 8)",
  EBADF: "Bad file descriptor (os error 9)",
  EAGAIN: "Resource temporarily unavailable (os error 11)",
  ENOMEM: "Cannot allocate memory (os error 12)",
  EACCES: "Permission denied (os error 13)",
  EBUSY: "Device or resource busy (os error 16)",
  EEXIST: "File exists (os error 17)",
  EXDEV: "Invalid cross-device link (os error 18)",
  ENODEV: "No such device (os error 19)",
  ENOTDIR: "Not a directory (os error 20)",
  EISDIR: "Is a directory (os error 21)",
  EINVAL: "Invalid argument (os error 22)",
  ENFILE: "Too many open files in system (os error 23)",
  EMFILE: "Too many open files (os error 24)",
  ETXTBSY: "Text file busy (os error 26)",
  EFBIG: "File too large (os error 27)",
  ENOSPC: "No space left on device (os error 28)",
  ESPIPE: "Illegal seek (os error 29)",
  EROFS: "Read-only file system (os error 30)",
  EPIPE: "Broken pipe (os error 32)",
  ENAMETOOLONG: "File name too long (os error 36)",
  ENOTEMPTY: "Directory not empty (os error 39)",
  ELOOP: "Too many levels of symbolic links (os error 40)",
  EPROTO: "Protocol error (os error 71)",
  EMSGSIZE: "Message too long (os error 90)",
  EAFNOSUPPORT: "Address family not supported by protocol (os error 97)",
  EADDRINUSE: "Address already in use (os error 98)",
  EADDRNOTAVAIL: "Cannot assign requested address (os error 99)",
  ENETUNREACH: "Network is unreachable (os error 101)",
  ECONNABORTED: "Software caused connection abort (os error 103)",
  ECONNRESET: "Connection reset by peer (os error 104)",
  ETIMEDOUT: "Connection timed out (os error 110)",
  ECONNREFUSED: "Connection refused (os error 111)",
  EHOSTUNREACH: "No route to host (os error 113)",
  ENOTFOUND: "failed to lookup address information: Name or service not known",
  EAI_AGAIN: "failed to lookup address information: Temporary failure in name resolution",
  // Node's own errors, in the words of what programs were written for.
  ERR_FS_FILE_TOO_LARGE: "File too large (os error 27)",
  ERR_STRING_TOO_LONG: "File too large (os error 27)",
  ERR_INVALID_ARG_VALUE: "file name contained an unexpected NUL byte",
};

/** What the operating system says of an error, in a line. */
export function systemText(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return TEXTS[code ?? ""] ?? firstLine(error as Error);
}

function firstLine(error: Error): string {
  return error.message.split("\n", 1)[0];
}
