# Decoders too heavy to link into every program (OpenCV's takes along 140
# libraries) become modules that core/module.cc opens when first needed.

# Adds sleeve_NAME.so from core/NAME_module.cc; further arguments are linked.
function(sleeve_module name)
  add_library(sleeve_${name} MODULE ${name}_module.cc flatten.cc format.cc
    quiet_thread.cc)
  target_include_directories(sleeve_${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(sleeve_${name} PRIVATE sleeve_compile ${ARGN})
  add_dependencies(sleeve_core sleeve_${name})
  sleeve_install_module(${name})
endfunction()

# Puts the module sleeve_NAME where programs look for it.
function(sleeve_install_module name)
  set_target_properties(sleeve_${name} PROPERTIES
    PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  # Tests and benchmarks look beside themselves too.
  foreach(folder tests benchmarks)
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/${folder})
    add_custom_command(TARGET sleeve_${name} POST_BUILD
      COMMAND ${CMAKE_COMMAND} -E create_symlink
        ../sleeve_${name}.so ${PROJECT_BINARY_DIR}/${folder}/sleeve_${name}.so)
  endforeach()
  install(TARGETS sleeve_${name}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/sleeve)
endfunction()
