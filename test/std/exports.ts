/** What each module exports: programs in the field rely on these names. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const EXPORTS: Readonly<Record<string, readonly string[]>> = {
  math: words(`PI E SQRT2 abs pow sqrt max min factorial floor ceil round trunc sin cos tan asin acos atan atan2
    exp log log2 log10 gcd lcm clamp sign random random_int`),
  string:
    words(`strlen strcat repeat upper lower trim starts_with ends_with contains split join replace index_of
    substring pad_left pad_right lines chars char_code from_char_code reverse_str format`),
  list: words(`length append prepend first last is_empty list_contains map filter reduce sum list_max list_min
    reverse range sort sort_by zip flatten slice concat_lists index_of any all take drop enumerate unique`),
  convert:
    words(`to_string to_int to_float to_bool is_int is_float is_string is_bool is_null is_list is_object
    is_function type_of safe_to_int safe_to_float`),
  io: words(`read_file write_file println print_func_alias format to_json from_json to_csv_row from_csv log_error
    log_info log_debug read_line read_char read_input file_exists file_size append_file list_dir get_env set_env
    get_args get_time sleep read_file_safe write_file_safe file_size_safe`),
  network: words(`dns_resolve http_get http_post tcp_connect tcp_listen tcp_send tcp_recv udp_bind udp_send
    udp_recv parse_url build_url tcp_accept close`),
  advanced: words(`async_read async_write await stream_create stream_read stream_write stream_close json_parse
    json_stringify csv_parse csv_write compress decompress encrypt decrypt hash db_connect db_query db_exec`),
  process: words("call cast spawn_link spawn_monitor parallel_map server_loop"),
  test: words("assert_equal assert_true assert_throws describe"),
  prelude:
    words(`PI E abs sqrt max min strlen strcat upper lower trim length first last is_empty sum to_string
    to_int to_float to_bool type_of`),
};
