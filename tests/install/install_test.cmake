# Installs BUILD, builds consumers in C++ and C against it, and lets all of them
# find an artwork.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${BUILD}/install_test)
file(MAKE_DIRECTORY ${BUILD}/install_test)

# Runs a command in the folder of the test; fails unless it exits with CODE.
function(run code)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${BUILD}/install_test
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL code)
    message(FATAL_ERROR "${ARGN}\nexit code ${result}, not ${code}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

run(0 ${CMAKE_COMMAND} --install ${BUILD} --prefix ${BUILD}/install_test/prefix)
run(0 ${CMAKE_COMMAND} -S ${CONSUMER} -B consumer -G Ninja
  -D CMAKE_PREFIX_PATH=${BUILD}/install_test/prefix
  -D CMAKE_C_COMPILER=${C_COMPILER} -D CMAKE_CXX_COMPILER=${COMPILER}
  -D CMAKE_CXX_STANDARD=20 -D CMAKE_CXX_FLAGS=${FLAGS})
run(0 ${CMAKE_COMMAND} --build consumer)

run(0 ${BUILD}/make_demo demo 4 1)
run(0 prefix/bin/sleeve catalogue add --catalogue covers demo/artwork)
run(0 consumer/which_artworks covers demo/scraped/000000.jpg)
if(NOT output MATCHES "demo/artwork/cover-001.png")
  message(FATAL_ERROR "The artwork was not found: ${output}")
endif()
run(1 consumer/which_artworks nowhere demo/scraped/000000.jpg)
run(3 consumer/which_artworks covers demo/truth.tsv)

# The C library: found by pkg-config and by CMake, without any -dev package.
set(ENV{PKG_CONFIG_PATH} ${BUILD}/install_test/prefix/${LIBDIR}/pkgconfig)
set(ENV{LD_LIBRARY_PATH} ${BUILD}/install_test/prefix/${LIBDIR})
set(ENV{CC} "${C_COMPILER} ${FLAGS}")
file(COPY ${CONSUMER}/../../../c_api/examples/find_artworks.c
  DESTINATION ${BUILD}/install_test)
run(0 sh -e ${CONSUMER}/../with_pkg_config.sh)
run(0 ./find_artworks covers demo/artwork/cover-001.png -- demo/scraped/000000.jpg)
if(NOT output MATCHES "exclude_match.*demo/artwork/cover-001.png")
  message(FATAL_ERROR "C did not find the artwork: ${output}")
endif()
run(0 ${CMAKE_COMMAND} -S ${CONSUMER}/../c_consumer -B c_consumer -G Ninja
  -D CMAKE_PREFIX_PATH=${BUILD}/install_test/prefix
  -D CMAKE_C_COMPILER=${C_COMPILER} -D CMAKE_C_FLAGS=${FLAGS}
  -D SOURCE=${BUILD}/install_test/find_artworks.c)
run(0 ${CMAKE_COMMAND} --build c_consumer)
run(0 c_consumer/find_artworks covers -- demo/scraped/000000.jpg)
