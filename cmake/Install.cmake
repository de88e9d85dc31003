# Installs what find_package(sleeve) reads; each layer installs itself.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/sleeve)
install(EXPORT sleeve NAMESPACE sleeve:: FILE sleeveTargets.cmake
  DESTINATION ${package_folder})
install(EXPORT sleeve_c NAMESPACE sleeve:: FILE sleeveCTargets.cmake
  DESTINATION ${package_folder})
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/sleeveConfig.cmake.in
  ${PROJECT_BINARY_DIR}/generated/sleeveConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/generated/sleeveConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/generated/sleeveConfig.cmake
  ${PROJECT_BINARY_DIR}/generated/sleeveConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/Dependencies.cmake
  DESTINATION ${package_folder})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md
  ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
